using PaxosGen.Core;
using PaxosGen.Transport;

namespace PaxosGen.Server.Running;

/// <summary>Sends a replica's messages: to peers over their links, to itself through the inbox.</summary>
internal sealed class Outbox(ReplicaId self, IReadOnlyDictionary<ReplicaId, PeerLink> links, Inbox inbox, Func<Time> now) : IOutbox
{
    public void SendNow(IReadOnlyList<Envelope> envelopes) => Send(envelopes);

    public void SendAfterSync(IReadOnlyList<Envelope> envelopes) => Send(envelopes);

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
