using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace PaxosGen.LoadTest;

/// <summary>Where and of what something was measured.</summary>
/// <param name="Date">When it began.</param>
/// <param name="Commit">The commit, with a + behind it if files differed from it.</param>
/// <param name="Processor">The processor's name.</param>
/// <param name="Cores">How many of it there are.</param>
/// <param name="MemoryBytes">The machine's memory.</param>
/// <param name="System">The operating system.</param>
/// <param name="Runtime">The version of .NET.</param>
internal sealed record Surroundings(DateTime Date, string Commit, string Processor, int Cores, long MemoryBytes, string System, string Runtime)
{
    /// <summary>The repository's folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The folder of what is made and not kept.</summary>
    public static string Artifacts => Path.Combine(Root, "artifacts");

    /// <summary>The surroundings of now.</summary>
    public static Surroundings Read() => new(
        DateTime.UtcNow,
        Git("rev-parse", "--short=12", "HEAD") + (Git("status", "--porcelain").Length > 0 ? "+" : ""),
        Field("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription);

    /// <summary>Whether a program can be started by its name.</summary>
    public static bool HasProgram(string name) => Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(p => File.Exists(Path.Combine(p, name)));

    /// <summary>A line for people.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Date:yyyy-MM-dd HH:mm} UTC, {Commit}, {Cores} × {Processor}, {MemoryBytes >> 30} GiB, {Runtime}, {System}");

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "PaxosGen.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("This program must be run where it was built: in the repository.");
        }

        return folder;
    }

    private static string? Field(string file, string name) => File.Exists(file)
        ? File.ReadLines(file).FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
        : null;

    private static string Git(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = Root, RedirectStandardOutput = true })!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return output.Trim();
    }
}
