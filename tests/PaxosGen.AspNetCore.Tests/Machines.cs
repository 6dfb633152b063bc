namespace PaxosGen.AspNetCore.Tests;

[ReplicatedStateMachine]
public sealed partial class Tally
{
    private int _count;

    [Command(1)]
    public int Add(int by) => _count += by;

    [Query(2)]
    public int Count() => _count;
}

internal static partial class Around
{
    /// <summary>Members with the names of what is generated beside the class, and of its parts.</summary>
    [ReplicatedStateMachine]
    internal sealed partial class Tally
    {
        private int _count;

        [Command(1)]
        public int Add(int by) => TallyClient(by);

        private int TallyClient(int by) => _count += by;
    }
}
