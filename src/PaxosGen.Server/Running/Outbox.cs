using PaxosGen.Core;
using PaxosGen.Transport;

namespace PaxosGen.Server.Running;

/// <summary>Sends a replica's messages: to peers over their links, to itself through the inbox.</summary>
/// <param name="self">The replica.</param>
/// <param name="links">A link to each peer.</param>
/// <param name="bulkLink">The link for the bytes of snapshots to a peer; null when there is none.</param>
/// <param name="inbox">The replica's inbox.</param>
/// <param name="now">The clock.</param>
internal sealed class Outbox(
    ReplicaId self, IReadOnlyDictionary<ReplicaId, PeerLink> links, Func<ReplicaId, PeerLink?> bulkLink, Inbox inbox, Func<Time> now) : IOutbox
{
    public void SendNow(IReadOnlyList<Envelope> envelopes) => Send(envelopes);

    public void SendAfterSync(IReadOnlyList<Envelope> envelopes) => Send(envelopes);

    public void SendTransfer(ReplicaId to, Message message)
    {
        var link = message is Message.SnapshotChunk ? bulkLink(to) : links.GetValueOrDefault(to);
        link?.Send(message);
    }

    private void Send(IReadOnlyList<Envelope> envelopes)
    {
        for (var i = 0; i < envelopes.Count; i++)
        {
            var (to, message) = envelopes[i];
            if (to == self)
            {
                inbox.PostOwn(new Input.Received(now(), self, message));
            }
            else if (links.TryGetValue(to, out var link))
            {
                link.Send(message);
            }
        }
    }
}
