namespace PaxosGen.Testing;

/// <summary>
/// Runs a state machine, and where a test wants that lets it come to something else than the others' do: in a byte of its
/// result that no client looks at, and in a state that no query shows, so that only who compares replicas can see it.
/// </summary>
internal sealed class DivergingMachine(IReplicatedStateMachine machine, SimulatedReplica replica) : IReplicatedStateMachine
{
    private static ReadOnlySpan<byte> Noise => "\u0001not like the others"u8;

    private bool _isDifferent;

    /// <summary>Whether what an applier saved holds a state that is not like the others'; the length of the state follows it.</summary>
    public static bool IsDifferentIn(ReadOnlySpan<byte> saved) => saved[..^sizeof(ulong)].EndsWith(Noise);

    public void Apply(ReadOnlySpan<byte> command, CommandContext context, CanonicalWriter result)
    {
        machine.Apply(command, context, result);
        if (replica.DivergesAt(context.Slot) is { } kind)
        {
            _isDifferent = true;
            if (kind == DivergenceKind.Result)
            {
                result.WriteByte(0xD1);
            }
        }
    }

    public void Query(ReadOnlySpan<byte> query, CommandContext context, CanonicalWriter result) => machine.Query(query, context, result);

    public void Save(CanonicalWriter snapshot, int version)
    {
        machine.Save(snapshot, version);
        if (_isDifferent)
        {
            snapshot.WriteRaw(Noise);
        }
    }

    public void Load(ReadOnlySpan<byte> snapshot)
    {
        _isDifferent = snapshot.EndsWith(Noise);
        machine.Load(_isDifferent ? snapshot[..^Noise.Length] : snapshot);
    }

    public void Activate(int from, int to) => machine.Activate(from, to);
}

/// <summary>How a simulated replica differs from the others.</summary>
public enum DivergenceKind
{
    /// <summary>A command has another result, and leaves another state.</summary>
    Result,

    /// <summary>A command leaves another state, and no result ever shows it.</summary>
    State,
}
