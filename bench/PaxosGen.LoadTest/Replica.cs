using System.Globalization;
using System.Runtime.InteropServices;
using PaxosGen.Workloads;

namespace PaxosGen.LoadTest;

/// <summary><c>serve ID MEMBERS FOLDER</c>: one replica in this process, until it is told to stop.</summary>
internal static class Replica
{
    public static async Task<int> ServeAsync(string id, string members, string folder)
    {
        var stop = new TaskCompletionSource();
        using var registration = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            stop.TrySetResult();
        });
        await using var replica = await KeyValueStoreReplica.StartAsync(new ReplicaOptions
        {
            Id = int.Parse(id, CultureInfo.InvariantCulture),
            Members = members.Split(',').Select(m => m.Split('=')).ToDictionary(m => int.Parse(m[0], CultureInfo.InvariantCulture), m => m[1]),
            DataDirectory = folder,
            Bootstrap = true,
        });
        await await Task.WhenAny(stop.Task, replica.Handle.Completion);
        return 0;
    }
}
