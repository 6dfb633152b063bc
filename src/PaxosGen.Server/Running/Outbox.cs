using PaxosGen.Core;
using PaxosGen.Transport;

namespace PaxosGen.Server.Running;

/// <summary>Sends a replica's messages: to peers over their links, to itself through the inbox.</summary>
internal sealed class Outbox(ReplicaId self, IReadOnlyDictionary<ReplicaId, PeerLink> links, Inbox inbox)
{
    public void SendNow(IReadOnlyList<Envelope> envelopes) => Send(envelopes);

    /// <summary>Sends what depends on the batch that has just been synced; a replica's own vote counts only from here on, too.</summary>
    public void SendAfterSync(IReadOnlyList<Envelope> envelopes) => Send(envelopes);

    private void Send(IReadOnlyList<Envelope> envelopes)
    {
        for (var i = 0; i < envelopes.Count; i++)
        {
            var (to, message) = envelopes[i];
            if (to == self)
            {
                inbox.PostOwn(new Input.Received(MonotonicClock.Now, self, message));
            }
            else if (links.TryGetValue(to, out var link))
            {
                link.Send(message);
            }
        }
    }
}
