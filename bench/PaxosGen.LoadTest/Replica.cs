using System.Globalization;
using System.Runtime.InteropServices;
using PaxosGen.Workloads;

namespace PaxosGen.LoadTest;

/// <summary><c>serve ID MEMBERS FOLDER [--machine kv|smallbank] [--count-batches] [--snapshot-interval N] [--snapshot-pause MS] [--election-timeout MS] [--report-interval MS]</c>: one replica in this process, until it is told to stop.</summary>
internal static class Replica
{
    /// <summary>The signal that makes it make a snapshot: SIGUSR1.</summary>
    public const int SnapshotSignal = 10;

    /// <summary>What <c>--machine</c> calls <see cref="PaxosGen.Workloads.KeyValueStore"/>.</summary>
    public const string KeyValueStore = "kv";

    /// <summary>What <c>--machine</c> calls <see cref="PaxosGen.Workloads.SmallBank"/>.</summary>
    public const string SmallBank = "smallbank";

    private const int ReportMilliseconds = 1000;
    private const long RareSnapshotBytes = 4L << 30;

    public static Task<int> ServeAsync(string id, string members, string folder, Arguments arguments) => arguments.Text("machine", KeyValueStore) switch
    {
        KeyValueStore => ServeAsync<KeyValueStoreReplica>(id, members, folder, arguments),
        SmallBank => ServeAsync<SmallBankReplica>(id, members, folder, arguments),
        var other => throw new ArgumentException($"'{other}' is no machine; there are {KeyValueStore} and {SmallBank}."),
    };

    private static async Task<int> ServeAsync<TReplica>(string id, string members, string folder, Arguments arguments)
        where TReplica : ITypedReplica<TReplica>
    {
        using var counters = new ReplicaCounters(arguments.Flag("count-batches"));
        var options = new ReplicaOptions
        {
            Id = int.Parse(id, CultureInfo.InvariantCulture),
            Members = members.Split(',').Select(m => m.Split('=')).ToDictionary(m => int.Parse(m[0], CultureInfo.InvariantCulture), m => m[1]),
            DataDirectory = folder,
            Bootstrap = true,
        };
        var interval = arguments.Number("snapshot-interval", options.SnapshotInterval);
        if (interval > options.SnapshotInterval)
        {
            // Then nothing else is to begin one, or to end the load for want of one.
            options = options with { SnapshotBytes = RareSnapshotBytes, LogLimitBytes = 4 * RareSnapshotBytes, LogLimit = 4 * interval };
        }

        options = options with
        {
            SnapshotInterval = interval,
            LongestSnapshotPause = TimeSpan.FromMilliseconds(arguments.Real("snapshot-pause", options.LongestSnapshotPause.TotalMilliseconds)),
            ElectionTimeout = TimeSpan.FromMilliseconds(arguments.Real("election-timeout", options.ElectionTimeout.TotalMilliseconds)),
        };
        var reportInterval = TimeSpan.FromMilliseconds(arguments.Number("report-interval", ReportMilliseconds));
        arguments.ThrowIfUnused();
        using var stop = new CancellationTokenSource();
        using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });
        var replica = await TypedReplicaExtensions.StartAsync<TReplica>(options);
        using var onSnapshot = PosixSignalRegistration.Create((PosixSignal)SnapshotSignal, context =>
        {
            context.Cancel = true;
            _ = SnapshotAsync(replica.Handle, counters);
        });
        var reporting = ReportAsync(replica.Handle, counters, reportInterval, stop.Token);
        await Task.WhenAny(reporting, replica.Handle.Completion);
        await replica.DisposeAsync();
        ReplicaReport.Of(replica.Handle.Status, counters).Print();
        return 0;
    }

    private static async Task SnapshotAsync(IReplicaHandle replica, ReplicaCounters counters)
    {
        await replica.SnapshotAsync();
        ReplicaReport.Of(replica.Status, counters).Print();
    }

    private static async Task ReportAsync(IReplicaHandle replica, ReplicaCounters counters, TimeSpan interval, CancellationToken stop)
    {
        var role = (ReplicaRole?)null;
        while (!stop.IsCancellationRequested)
        {
            var status = replica.Status;
            ReplicaReport.Of(status, counters).Print();
            if (status.Role != role)
            {
                role = status.Role;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:O} {role} in ballot {status.Ballot}, leader {status.Leader}"));
            }

            await Task.Delay(interval, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
