using PaxosGen.Core;

namespace PaxosGen.Testing.Tracing;

/// <summary>Looks at a replica after each of its turns, and puts into the trace what has changed.</summary>
internal sealed class ReplicaWatch(SimulatedWorld world, ReplicaId id)
{
    private Ballot _promised;
    private Ballot _leadsIn;
    private Slot _chosenThrough;

    public void Look(Replica replica)
    {
        if (!world.Trace.IsOn)
        {
            return;
        }

        if (replica.Promised > _promised)
        {
            _promised = replica.Promised;
            world.Trace.Add(new TraceEvent.Promised(world.Now, id, _promised));
        }

        var leadsIn = replica.Role == ReplicaRole.Leader ? replica.Promised : Ballot.None;
        if (leadsIn != _leadsIn)
        {
            EndLeadership();
            _leadsIn = leadsIn;
            if (leadsIn != Ballot.None)
            {
                world.Trace.Add(new TraceEvent.LeadershipBegan(world.Now, id, leadsIn));
            }
        }

        if (replica.ChosenThrough > _chosenThrough)
        {
            world.Trace.Add(new TraceEvent.SlotsChosen(world.Now, id, _chosenThrough.Next, replica.ChosenThrough));
            _chosenThrough = replica.ChosenThrough;
        }
    }

    /// <summary>What it knew and did is gone; what it had promised is not.</summary>
    public void OnDown()
    {
        EndLeadership();
        _chosenThrough = Slot.None;
    }

    private void EndLeadership()
    {
        if (_leadsIn != Ballot.None)
        {
            world.Trace.Add(new TraceEvent.LeadershipEnded(world.Now, id, _leadsIn));
            _leadsIn = Ballot.None;
        }
    }
}
