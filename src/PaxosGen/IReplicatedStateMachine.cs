namespace PaxosGen;

/// <summary>
/// A deterministic state machine behind a boundary of bytes. The generator implements it for annotated classes; a
/// hand-written one works as well.
/// </summary>
/// <remarks>Not thread-safe: a replica calls it from one thread at a time.</remarks>
public interface IReplicatedStateMachine
{
    /// <summary>Applies one command and writes its result, both as <c>schemaVersion, id, message</c>.</summary>
    /// <exception cref="WireFormatException">The bytes are no known command; the state has not changed.</exception>
    /// <exception cref="CommandRejectedException">The handler refused the command.</exception>
    void Apply(ReadOnlySpan<byte> command, CommandContext context, CanonicalWriter result);

    /// <summary>Answers one query from the current state; changes nothing.</summary>
    /// <exception cref="WireFormatException">The bytes are no known query.</exception>
    void Query(ReadOnlySpan<byte> query, CommandContext context, CanonicalWriter result);

    /// <summary>Writes the whole state. Equal states write equal bytes, whatever their history.</summary>
    /// <param name="snapshot">Takes the bytes.</param>
    /// <param name="version">The active version of the schema: state that came with later ones is left out.</param>
    void Save(CanonicalWriter snapshot, int version);

    /// <summary>Replaces the whole state by one that <see cref="Save"/> wrote.</summary>
    /// <exception cref="WireFormatException">The bytes are no canonical state; the instance must not be used any more.</exception>
    void Load(ReadOnlySpan<byte> snapshot);

    /// <summary>A later version of the schema is active from now on: state that came with it begins as in a new instance.</summary>
    /// <param name="from">The version that was active.</param>
    /// <param name="to">The version that is.</param>
    /// <exception cref="NotSupportedException">This build does not know the version; the state has not changed.</exception>
    void Activate(int from, int to) => throw CanonicalWriter.UnknownVersion(to, from);
}

/// <summary>A state machine that can be created, and says what its encoding is, without an instance.</summary>
/// <typeparam name="TSelf">The implementing class.</typeparam>
public interface IReplicatedStateMachine<TSelf> : IReplicatedStateMachine
    where TSelf : IReplicatedStateMachine<TSelf>
{
    /// <summary>A new instance in its initial state.</summary>
    static abstract TSelf Create();

    /// <summary>Identifies the encoding of commands, queries, results and snapshots.</summary>
    static abstract StateMachineSchema Schema { get; }

    /// <summary>
    /// Shows the types that were generated for this class to one who only has the class, as a host that registers them; calls
    /// nothing if there are none, as for a hand-written state machine.
    /// </summary>
    static virtual void Introduce(IGeneratedTypesVisitor visitor)
    {
    }
}
