namespace PaxosGen.Tests;

/// <summary>Calls state machines through their contract.</summary>
internal static class Replicated
{
    public static T New<T>()
        where T : IReplicatedStateMachine<T>
        => T.Create();

    public static StateMachineSchema SchemaOf<T>()
        where T : IReplicatedStateMachine<T>
        => T.Schema;

    public static byte[] Save(IReplicatedStateMachine machine, int version = 1)
    {
        var writer = new CanonicalWriter();
        machine.Save(writer, version);
        return writer.ToArray();
    }

    public static T Load<T>(byte[] snapshot)
        where T : IReplicatedStateMachine<T>
    {
        var machine = New<T>();
        machine.Load(snapshot);
        return machine;
    }

    public static byte[] Apply(IReplicatedStateMachine machine, byte[] command, long slot = 1, int version = 1)
    {
        var writer = new CanonicalWriter();
        machine.Apply(command, CommandContext.For(slot, DateTimeOffset.UnixEpoch, version: version), writer);
        return writer.ToArray();
    }

    public static string Hex(byte[] bytes) => Convert.ToHexString(bytes);
}
