using System.Diagnostics;
using System.Globalization;

namespace PaxosGen.EndToEnd.Tests;

/// <summary>
/// Makes system calls of a process fail, or kills it in one: strace's fault injection. These tests need the program
/// <c>strace</c> and a machine that lets it trace; where it is not there they are <see cref="StraceFactAttribute">skipped</see>, and say so.
/// </summary>
internal sealed class Strace : IDisposable
{
    private static readonly Lazy<string?> Missing = new(WhyNot);

    /// <summary>Why there is none; null when there is.</summary>
    public static string? WhyMissing => Missing.Value is { } why ? $"This test needs strace (apt-get install strace), and leave to trace processes: {why}" : null;

    private readonly string _trace = Path.GetTempFileName();
    private readonly List<string> _words;

    /// <param name="calls">Names of system calls, with commas between.</param>
    /// <param name="fault">What happens to them, as <c>error=EIO</c> or <c>signal=KILL</c>.</param>
    /// <param name="when">To which of them, counted by thread and call, as <c>3</c>, <c>1..4</c> or <c>2+</c>.</param>
    /// <param name="path">Only to those for this file, as it is named when it is opened or was renamed to since; null for any.</param>
    public Strace(string calls, string fault, string when, string? path = null)
    {
        if (WhyMissing is { } why)
        {
            throw new Xunit.Sdk.XunitException(why);
        }

        // As a grandchild, so that signals reach the process itself and its exit code is seen.
        _words = ["strace", "-D", "-f", "-qq", "-e", "signal=none", "-o", _trace, "-e", $"trace={calls}", "-e", $"inject={calls}:{fault}:when={when}"];
        if (fault.StartsWith("error=", StringComparison.Ordinal))
        {
            // Stops the process at these calls only, which is faster; but there the kernel takes no signal from the tracer.
            _words.Insert(1, "--seccomp-bpf");
        }

        if (path is not null)
        {
            _words.AddRange(["-P", path]);
        }
    }

    /// <summary>What stands before the words of the process.</summary>
    public IReadOnlyList<string> Command => _words;

    /// <summary>The calls that the process made, oldest first.</summary>
    public IReadOnlyList<string> Calls => File.ReadAllLines(_trace);

    public void Dispose() => File.Delete(_trace);

    private static string? WhyNot()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("strace", ["-D", "-f", "--seccomp-bpf", "-qq", "-e", "trace=fsync", "-o", "/dev/null", "true"]) { RedirectStandardError = true })!;
            var said = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"it ended with {process.ExitCode}. {said}");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return e.Message;
        }
    }
}

/// <summary>A test that needs <see cref="Strace"/>. CI installs it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class StraceFactAttribute : FactAttribute
{
    public StraceFactAttribute() => Skip = Strace.WhyMissing!;
}

/// <summary>A theory that needs <see cref="Strace"/>. CI installs it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class StraceTheoryAttribute : TheoryAttribute
{
    public StraceTheoryAttribute() => Skip = Strace.WhyMissing!;
}
