using PaxosGen.Core;
using PaxosGen.Server.Running;

namespace PaxosGen.Testing;

/// <summary>
/// Sends a simulated replica's messages; what waits for a sync leaves when the sync is over, unless a crash comes first.
/// Each message is an effect that a crash may come before.
/// </summary>
internal sealed class SimulatedOutbox(SimulatedReplica replica, SimulatedCluster cluster, int life) : IOutbox
{
    public void SendNow(IReadOnlyList<Envelope> envelopes)
    {
        foreach (var envelope in envelopes)
        {
            replica.Effect();
            if (envelope.Message is Message.Prepare or Message.Promise or Message.Accepted or Message.Reject)
            {
                throw new SimulationFailedException($"Replica {replica.Id} sends {envelope.Message} before the sync that it depends on.");
            }

            cluster.Observers.OnSent(replica, envelope);
            Send(envelope);
        }
    }

    public void SendAfterSync(IReadOnlyList<Envelope> envelopes)
    {
        foreach (var envelope in envelopes)
        {
            replica.Effect();
            cluster.Observers.OnSent(replica, envelope);
            cluster.World.After(replica.SyncTimeNow, () =>
            {
                if (replica.Life == life)
                {
                    Send(envelope);
                }
            });
        }
    }

    public void SendTransfer(ReplicaId to, Message message)
    {
        replica.Effect();
        cluster.Observers.Quarantines.OnSent(replica, message);
        if (message is Message.SnapshotChunk chunk && replica.Serving == Serving.All && replica.DiffersInSnapshotOf(chunk.Slot))
        {
            // While it does not know that anybody differs it would make others like itself, and then nobody could say who is right.
            return;
        }

        Send(new Envelope(to, message));
    }

    private void Send(Envelope envelope)
    {
        var (to, message) = envelope;
        cluster.LateAccepts.OnSent(replica, envelope);
        cluster.LateHeartbeats.OnSent(replica, envelope);
        cluster.Contests.OnSent(replica, envelope);
        if (to == replica.Id)
        {
            replica.Deliver(to, message);
        }
        else if (!cluster.Contests.Loses(envelope))
        {
            cluster.Network.Send(replica.Id, to, message, m => cluster[to].Deliver(replica.Id, m));
        }
    }
}
