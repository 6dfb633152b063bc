using BankSample.Web;
using PaxosGen;

namespace BankSample.Commands;

/// <summary><c>serve</c>: one replica of many in this process.</summary>
internal static class ServeCommand
{
    /// <summary>Runs until it is told to stop.</summary>
    /// <exception cref="ReplicaFailedException">The replica cannot start, or cannot go on; says why.</exception>
    public static async Task<int> RunAsync(string[] words, CancellationToken stop)
    {
        var arguments = ServeArguments.Parse(words);
        if (arguments.Help)
        {
            Console.WriteLine(ServeArguments.Usage);
            return 0;
        }

        Console.WriteLine($"Starting replica {arguments.Id}; data in {arguments.DataDirectory}; members {string.Join(", ", arguments.Members.Select(m => $"{m.Key} at {m.Value}"))}");
        using var loggers = BankLogging.ToStandardError(level => level >= LogLevel.Information);
        loggers.ReportUnobserved();
        await using var replica = await StartAsync(arguments, loggers, stop);
        Console.WriteLine($"Listening on {replica.Address}");

        // A replica that had to stop ends the process: whoever started it should see that, and why.
        await Task.WhenAny(replica.Completion, Task.Delay(Timeout.Infinite, stop));
        if (replica.Completion.IsCompleted)
        {
            await replica.Completion;
        }

        Console.WriteLine("Stopping...");
        return 0;
    }

    private static async Task<ServedReplica> StartAsync(ServeArguments arguments, ILoggerFactory loggers, CancellationToken stop)
    {
        try
        {
            return await ServedReplica.StartAsync(OptionsOf(arguments), new WebOptions { Http = arguments.Http, Hosts = arguments.Hosts }, loggers, stop);
        }
        catch (ArgumentException e)
        {
            // What the replica alone can judge, such as where it may listen.
            throw new MisuseException(e.Message, ServeArguments.Usage);
        }
    }

    private static ReplicaOptions OptionsOf(ServeArguments arguments)
    {
        var options = new ReplicaOptions
        {
            Id = arguments.Id,
            DataDirectory = arguments.DataDirectory,
            Members = arguments.Members,
            Listen = arguments.Listen,
            Bootstrap = arguments.Bootstrap,
            Join = arguments.Join,
            LaterMembers = arguments.LaterMembers,
            Tls = arguments.Tls?.ForReplica(arguments.Id),
            AllowInsecure = arguments.AllowInsecure,
        };
        return options with
        {
            ClusterName = arguments.Name ?? options.ClusterName,
            ElectionTimeout = arguments.ElectionTimeout is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : options.ElectionTimeout,
            SnapshotInterval = arguments.SnapshotInterval ?? options.SnapshotInterval,
            LeaseDuration = TimeSpan.FromMilliseconds(arguments.Lease ?? 0),
            MaxStaleness = arguments.MaxStaleness is { } staleness ? TimeSpan.FromMilliseconds(staleness) : options.MaxStaleness,
        };
    }
}
