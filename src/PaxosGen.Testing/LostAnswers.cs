using PaxosGen.Core;
using PaxosGen.Transport;

namespace PaxosGen.Testing;

/// <summary>
/// Lets the answer to a command be lost, with all that follows on its connection: either the connection breaks instead, or nothing comes on it
/// any more, as through a proxy that has gone deaf. The command has taken effect, and its client has to find out elsewhere.
/// </summary>
internal sealed class LostAnswers(SimulatedCluster cluster)
{
    private readonly ReplicatedRandom _chance = new(cluster.Options.Seed ^ 0x414E_5357_4552_5321);

    /// <summary>How many of a thousand answers are lost.</summary>
    public int Rate { get; set; }

    /// <summary>Whether an answer of a replica is lost; then the connection may break, or go on without a word.</summary>
    public bool Loses(SimulatedReplica from, ClientReply reply, out bool breaks)
    {
        breaks = false;
        if (Rate == 0 || reply is not (ClientReply.Result or ClientReply.Rejected or ClientReply.Failed))
        {
            return false;
        }

        (var isLost, breaks) = ((int)(_chance.NextUInt64() % 1000) < Rate, _chance.NextUInt64() % 4 != 0);

        // Not once a quorum is healed, though its leader may not be of it: a client whose leader never answers has nobody else to ask.
        return isLost && cluster.Network.Healed.Count == 0 && cluster.World.Faults.Inject(FaultKind.LostAnswer, from.Id, "an answer that is lost");
    }
}
