namespace PaxosGen;

/// <summary>Who is told of votes (<i>Paxos Made Simple</i> §2.3).</summary>
public enum LearningMode
{
    /// <summary>The leader counts votes and tells the others what is chosen: the fewest messages.</summary>
    Leader,

    /// <summary>Every acceptor tells every member: followers know one message delay earlier, for n² messages.</summary>
    AllToAll,
}
