using PaxosGen.Core;
using PaxosGen.Testing.Storms;
using PaxosGen.Testing.Tracing;

namespace PaxosGen.Testing.Tests.Tracing;

/// <summary>A short run with a bit of everything in its trace: losses, a crash of the leader, a freeze, a second leader.</summary>
internal static class RecordedPlay
{
    private const long Millisecond = 1_000_000;

    public static Trace Play(ulong seed)
    {
        var cluster = new SimulatedCluster(new SimulatedClusterOptions { Seed = seed }, () => new Journal());
        cluster.World.Trace.IsOn = true;
        var first = cluster.RunUntilLeader();
        var client = new SimulatedClient(cluster);
        var answers = 0;
        Send("apple");
        cluster.World.Run(5_000 * Millisecond, () => answers == 1);
        foreach (var other in cluster.Replicas.Where(r => r != first))
        {
            cluster.Network.Drop(first.Id, other.Id, nameof(Message.Accept));
        }

        Send("pear");
        cluster.World.Run(20 * Millisecond);
        cluster.Replicas.Last(r => r != first).Freeze(300 * Millisecond);
        first.Crash();
        cluster.Network.Heal();
        cluster.World.Run(20_000 * Millisecond, () => answers == 2);
        first.Start();
        cluster.World.Run(500 * Millisecond);
        return cluster.World.Trace;

        void Send(string text) => client.Command(Journal.Line(text), _ => answers++);
    }
}
