using System.Collections.Immutable;
using PaxosGen.Core;

namespace PaxosGen.Testing.Storms;

/// <summary>
/// Lets two leaders leave different values for one slot to different replicas, and a third decide between them: cuts off a
/// leader with proposals in flight; cuts off its successor with the first Accept that contradicts one of them, which still
/// reaches one replica; and lets the first come back. Whoever leads next hears of both (P2c), and chance alone hardly ever has it hear so.
/// Or, among five and more, lets a bystander miss all of it and learn afterwards what was chosen, without a vote or a promise of its own:
/// what the first leader had sent it may then come late (W3, <see cref="LateAccepts"/>).
/// </summary>
internal sealed class Contests(SimulatedCluster cluster)
{
    private const long Millisecond = 1_000_000;
    private const long Patience = 4_000 * Millisecond;

    private ReplicaId _first;
    private ReplicaId _second;
    private ReplicaId _bystander;
    private ulong _how;
    private int _number;

    /// <summary>Whether there is a leader whose successors need not hear of what it proposes, and no contest is going on.</summary>
    public bool CanStart => _first == ReplicaId.None && cluster.Network.Healed.Count == 0
        && cluster.Leader is { } leader && Voters.Contains(leader.Id) && Voters.Length > 2;

    private ImmutableArray<ReplicaId> Voters => cluster.Observers.Chosen.Configuration.Membership.Voters;

    /// <summary>Begins one.</summary>
    /// <param name="how">Decides the rest.</param>
    public void Start(ulong how)
    {
        (_first, _second, _how) = (cluster.Leader!.Id, ReplicaId.None, how);
        var number = ++_number;
        ForEachOther(_first, cluster.Network.Cut);
        if (Voters.Length > 4 && (how & 3) != 0)
        {
            var others = Voters.Remove(_first);
            _bystander = others[(int)((how >> 2) % (ulong)others.Length)];
            ForEachOther(_bystander, cluster.Network.Cut);
        }

        cluster.World.After(Patience, () => End(number));
    }

    /// <summary>Whether a message is lost since it would have a bystander vote.</summary>
    public bool Loses(Envelope envelope) => _bystander != ReplicaId.None && envelope.To == _bystander && envelope.Message is Message.Accept or Message.Prepare
        && !cluster.Network.Healed.Contains(_bystander) && !cluster.World.Faults.IsOver;

    /// <summary>A message is about to leave a replica.</summary>
    public void OnSent(SimulatedReplica from, Envelope envelope)
    {
        if (_first == ReplicaId.None || _second != ReplicaId.None || from.Id == _first || envelope.To == from.Id || envelope.To == _first
            || cluster.World.Faults.IsOver || envelope.Message is not Message.Accept accept || !Contradicts(accept))
        {
            return;
        }

        _second = from.Id;
        if (_bystander != ReplicaId.None)
        {
            LetLearn();
            return;
        }

        ForEachOther(_second, (a, b) =>
        {
            if ((a, b) != (_second, envelope.To))
            {
                cluster.Network.Cut(a, b);
            }
        });
        ForEachOther(_first, (a, b) =>
        {
            if (a != _second && b != _second)
            {
                cluster.Network.Mend(a, b);
            }
        });

        var number = _number;
        cluster.World.After((1_000 + (long)(_how % 2_000)) * Millisecond, () => End(number));
    }

    // Once the others have chosen something where the first leader proposed something else.
    private void LetLearn()
    {
        var number = _number;
        cluster.World.After((20 + (long)(_how % 500)) * Millisecond, () =>
        {
            if (number == _number && _bystander != ReplicaId.None)
            {
                ForEachOther(_bystander, (a, b) =>
                {
                    if (a != _first && b != _first)
                    {
                        cluster.Network.Mend(a, b);
                    }
                });
            }
        });
        cluster.World.After((1_000 + (long)(_how % 2_000)) * Millisecond, () => End(number));
    }

    private bool Contradicts(Message.Accept accept)
    {
        for (var i = 0; i < accept.Entries.Length; i++)
        {
            if (cluster.Observers.HasVotedOtherwise(_first, accept.FirstSlot + i, accept.Entries[i]))
            {
                return true;
            }
        }

        return false;
    }

    private void End(int number)
    {
        if (number != _number || _first == ReplicaId.None)
        {
            return;
        }

        ForEachOther(_first, cluster.Network.Mend);
        if (_second != ReplicaId.None)
        {
            ForEachOther(_second, cluster.Network.Mend);
        }

        if (_bystander != ReplicaId.None)
        {
            ForEachOther(_bystander, cluster.Network.Mend);
        }

        (_first, _bystander) = (ReplicaId.None, ReplicaId.None);
    }

    private void ForEachOther(ReplicaId one, Action<ReplicaId, ReplicaId> does)
    {
        foreach (var other in cluster.Replicas.Select(r => r.Id).Where(id => id != one))
        {
            does(one, other);
            does(other, one);
        }
    }
}
