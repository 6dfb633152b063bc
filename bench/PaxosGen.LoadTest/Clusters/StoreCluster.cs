using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace PaxosGen.LoadTest.Clusters;

/// <summary>Three processes of a replicated store on this machine, each with a folder on the same disk.</summary>
internal abstract partial class StoreCluster : IAsyncDisposable
{
    private const int Terminate = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    protected StoreCluster(string folder)
    {
        Folder = folder;
        Directory.CreateDirectory(folder);
    }

    /// <summary>Its name in tables, and what <see cref="Load.LoadSpec.Target"/> calls it.</summary>
    public abstract string Name { get; }

    /// <summary>Where clients connect.</summary>
    public abstract string[] Endpoints { get; }

    /// <summary>The processes, in order of their ids.</summary>
    public IReadOnlyList<Process> Processes => _processes;

    /// <summary>Where its data is.</summary>
    protected string Folder { get; }

    private readonly List<Process> _processes = [];

    /// <summary>Starts the three and waits until they answer.</summary>
    public abstract Task StartAsync();

    /// <summary>Ends the processes, by force if they take long, and removes the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            _ = Kill(process.Id, Terminate);
        }

        foreach (var process in _processes)
        {
            using var patience = new CancellationTokenSource(Patience);
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
            }

            process.Dispose();
        }

        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>A port that nobody listens on now.</summary>
    protected static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>Starts a process whose output goes to a file in the folder.</summary>
    protected Process Launch(string file, string log, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("log=$1; shift; exec \"$@\" >\"$log\" 2>&1");
        start.ArgumentList.Add("sh");
        start.ArgumentList.Add(Path.Combine(Folder, log));
        start.ArgumentList.Add(file);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        _processes.Add(process);
        return process;
    }

    /// <summary>Tries until it works, or a minute is over.</summary>
    protected async Task WaitAsync(string what, Func<Task<bool>> works)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromMinutes(1))
        {
            if (_processes.Find(p => p.HasExited) is { } dead)
            {
                throw new InvalidOperationException($"A process of {Name} ended with {dead.ExitCode} before {what}; see {Folder}: {Logs()}");
            }

            if (await works())
            {
                return;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"{Name}: {what} did not happen within a minute. {Logs()}");
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    private string Logs() => string.Join('\n', Directory.GetFiles(Folder, "*.log").Select(f => $"{Path.GetFileName(f)}: {File.ReadAllText(f)}"));
}
