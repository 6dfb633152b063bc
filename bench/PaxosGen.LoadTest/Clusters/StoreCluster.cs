using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using PaxosGen.LoadTest.Load;

namespace PaxosGen.LoadTest.Clusters;

/// <summary>Processes of a replicated store on this machine, three unless said otherwise, each with a folder on the same disk.</summary>
internal abstract partial class StoreCluster : IAsyncDisposable
{
    /// <summary>How many processes there are unless said otherwise.</summary>
    protected const int UsualSize = 3;

    private const int Terminate = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Process?[] _processes;

    protected StoreCluster(string folder, int size = UsualSize)
    {
        _processes = new Process?[size];
        Folder = folder;
        Directory.CreateDirectory(folder);
    }

    /// <summary>Its name in tables, and what <see cref="LoadSpec.Target"/> calls it.</summary>
    public abstract string Name { get; }

    /// <summary>Where clients connect.</summary>
    public abstract string[] Endpoints { get; }

    /// <summary>Where its data is.</summary>
    protected string Folder { get; }

    /// <summary>A cluster of that name, not started yet.</summary>
    public static StoreCluster Create(string target, string folder, params string[] serve) => target switch
    {
        "paxosgen" => new PaxosGenCluster(folder) { Arguments = serve },
        "etcd" => new EtcdCluster(folder),
        "ceiling" => new CeilingCluster(folder),
        _ => throw new ArgumentException($"'{target}' is no target; there are paxosgen, etcd and ceiling."),
    };

    /// <summary>Starts them and waits until they answer.</summary>
    public abstract Task StartAsync();

    /// <summary>The processor time of each process so far.</summary>
    public TimeSpan[] CpuTimes() => [.. _processes.Select(p =>
    {
        p!.Refresh();
        return p.TotalProcessorTime;
    })];

    /// <summary>Compiles what is hot in the cluster, and in the generator for this kind of connection: otherwise the first points would be slower than the last.</summary>
    public async Task WarmUpAsync(LoadProcess load)
    {
        const int Clients = 256;
        await load.RunAsync(new LoadSpec(Name, Endpoints, Clients, 16, 16, ReadPercent: 0, Seconds: 6, WarmUp: 0));
        if (HasReads)
        {
            await load.RunAsync(new LoadSpec(Name, Endpoints, Clients, 16, 16, ReadPercent: 100, Seconds: 3, WarmUp: 0));
        }
    }

    /// <summary>Whether it can read.</summary>
    public virtual bool HasReads => true;

    /// <summary>Ends the processes, by force if they take long, and removes the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Ends the processes, by force if they take long.</summary>
    public async Task StopAsync()
    {
        for (var i = 0; i < _processes.Length; i++)
        {
            Signal(i, Terminate);
        }

        for (var i = 0; i < _processes.Length; i++)
        {
            if (_processes[i] is { } process)
            {
                using var patience = new CancellationTokenSource(Patience);
                try
                {
                    await process.WaitForExitAsync(patience.Token);
                }
                catch (OperationCanceledException)
                {
                    await KillAsync(i);
                }

                process.Dispose();
                _processes[i] = null;
            }
        }
    }

    /// <summary>Ends a process without a warning.</summary>
    protected async Task KillAsync(int index)
    {
        _processes[index]!.Kill();
        await _processes[index]!.WaitForExitAsync();
    }

    /// <summary>Sends a process a signal.</summary>
    protected void Signal(int index, int signal)
    {
        if (_processes[index] is { HasExited: false } process)
        {
            _ = Kill(process.Id, signal);
        }
    }

    /// <summary>A port that nobody listens on now.</summary>
    protected static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>Starts a process, for the first time or again; what it prints is added to <see cref="LogOf"/>.</summary>
    protected void Launch(int index, string file, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("log=$1; shift; exec \"$@\" >>\"$log\" 2>&1");
        start.ArgumentList.Add("sh");
        start.ArgumentList.Add(LogOf(index));
        start.ArgumentList.Add(file);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        _processes[index]?.Dispose();
        _processes[index] = Process.Start(start)!;
    }

    /// <summary>The file that a process prints to.</summary>
    protected string LogOf(int index) => Path.Combine(Folder, $"{index}.log");

    /// <summary>The number of a process.</summary>
    protected int ProcessAt(int index) => _processes[index]!.Id;

    /// <summary>Whether a process runs.</summary>
    protected bool IsRunning(int index) => _processes[index] is { HasExited: false };

    /// <summary>Tries until it works, or a minute is over.</summary>
    protected async Task WaitAsync(string what, Func<Task<bool>> works)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromMinutes(1))
        {
            if (Array.Find(_processes, p => p is { HasExited: true }) is { } dead)
            {
                throw new InvalidOperationException($"A process of {Name} ended with {dead.ExitCode} before {what}. {Logs()}");
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
