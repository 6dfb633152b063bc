using PaxosGen.Client;
using PaxosGen.Core;
using PaxosGen.Transport;

namespace PaxosGen.Testing;

/// <summary>
/// Lets a copy of a client's command arrive after its call has ended: what a connection that was given up still held, or
/// what a proxy repeats. Half of them come to whoever leads by then, the rest to anybody.
/// </summary>
internal sealed class LateRequests(SimulatedCluster cluster) : IReplyTo
{
    private readonly ReplicatedRandom _chance = new(cluster.Options.Seed ^ 0x5245_5155_4553_5453);

    /// <summary>How many of a thousand commands come again.</summary>
    public int Rate { get; set; }

    /// <summary>The longest that a copy is late, in nanoseconds.</summary>
    public long LongestDelay { get; set; } = 5_000_000_000;

    /// <summary>A client sends a request.</summary>
    public void OnSent(SimulatedClient client, SimulatedReplica to, ClientRequest request)
    {
        if (Rate == 0 || request is not (ClientRequest.Command or ClientRequest.KeyedCommand))
        {
            return;
        }

        var (isRepeated, delay, how) = ((int)(_chance.NextUInt64() % 1000) < Rate, _chance.NextInt64(LongestDelay), _chance.NextUInt64());
        if (isRepeated)
        {
            var sentAt = cluster.World.Now;
            cluster.World.After(delay, () => Arrive(client, to, request, sentAt, how));
        }
    }

    /// <summary>Nobody listens any more.</summary>
    public bool Send(ClientReply reply) => false;

    private void Arrive(SimulatedClient client, SimulatedReplica to, ClientRequest request, long sentAt, ulong how)
    {
        var replica = (how % 4) switch
        {
            0 => cluster.Replicas.ElementAt((int)((how >> 8) % (ulong)cluster.Replicas.Count)),
            1 => to,
            _ => cluster.Leader ?? to,
        };

        // Of a call that was refused its client knows that it has no effect, since each copy that it sent was: with more
        // copies than it knows of nobody could say so.
        if (replica.IsUp && !cluster.Network.Healed.Contains(replica.Id) && client.MayHaveHadEffect(request.Id)
            && cluster.World.Faults.Inject(FaultKind.LateRequest, replica.Id, "a command that comes again"))
        {
            SimulatedConnection.Deliver(client, replica, this, request, sentAt);
        }
    }
}
