using System.Globalization;
using System.Runtime.InteropServices;
using PaxosGen.Workloads;

namespace PaxosGen.LoadTest;

/// <summary><c>serve ID MEMBERS FOLDER [MACHINE]</c>: one replica in this process, until it is told to stop.</summary>
internal static class Replica
{
    /// <summary>The name of <see cref="Workloads.KeyValueStore"/>.</summary>
    public const string KeyValueStore = "kv";

    /// <summary>The name of <see cref="Workloads.SmallBank"/>.</summary>
    public const string SmallBank = "smallbank";

    public static Task<int> ServeAsync(string id, string members, string folder, string machine) => machine switch
    {
        KeyValueStore => ServeAsync<KeyValueStoreReplica>(id, members, folder),
        SmallBank => ServeAsync<SmallBankReplica>(id, members, folder),
        _ => throw new ArgumentException($"'{machine}' is no machine; there are {KeyValueStore} and {SmallBank}."),
    };

    private static async Task<int> ServeAsync<TReplica>(string id, string members, string folder)
        where TReplica : ITypedReplica<TReplica>
    {
        var stop = new TaskCompletionSource();
        using var registration = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            stop.TrySetResult();
        });
        await using var replica = await TypedReplicaExtensions.StartAsync<TReplica>(new ReplicaOptions
        {
            Id = int.Parse(id, CultureInfo.InvariantCulture),
            Members = members.Split(',').Select(m => m.Split('=')).ToDictionary(m => int.Parse(m[0], CultureInfo.InvariantCulture), m => m[1]),
            DataDirectory = folder,
            Bootstrap = true,
        });
        _ = Task.Run(async () => { while (true) { await Task.Delay(2000); Console.WriteLine($"gc {GC.CollectionCount(0)} {GC.CollectionCount(1)} {GC.CollectionCount(2)} pause {GC.GetTotalPauseDuration().TotalMilliseconds:F0} ms alloc {GC.GetTotalAllocatedBytes() >> 20} MiB cpu {Environment.CpuUsage.TotalTime.TotalMilliseconds:F0} applied {replica.Handle.Status.AppliedThrough} ws {Environment.WorkingSet >> 20} {DateTime.Now:mm:ss}"); } });
        await await Task.WhenAny(stop.Task, replica.Handle.Completion);
        return 0;
    }
}
