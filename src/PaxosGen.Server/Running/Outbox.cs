using PaxosGen.Core;
using PaxosGen.Server.Hosting;
using PaxosGen.Transport;

namespace PaxosGen.Server.Running;

/// <summary>Sends a replica's messages: to peers over their links, to itself through the inbox.</summary>
/// <param name="self">The replica.</param>
/// <param name="links">The links to peers.</param>
/// <param name="inbox">The replica's inbox.</param>
/// <param name="now">The clock.</param>
internal sealed class Outbox(ReplicaId self, PeerLinks links, Inbox inbox, Func<Time> now) : IOutbox
{
    public void SendNow(IReadOnlyList<Envelope> envelopes) => Send(envelopes);

    public void SendAfterSync(IReadOnlyList<Envelope> envelopes) => Send(envelopes);

    public void SendTransfer(ReplicaId to, Message message)
    {
        var kind = message is Message.SnapshotChunk ? ConnectionKind.PeerBulk : ConnectionKind.Peer;
        links.Post(to, kind, message);
        links.Flush(kind);
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
            else
            {
                links.Post(to, ConnectionKind.Peer, message);
            }
        }

        links.Flush(ConnectionKind.Peer);
    }
}
