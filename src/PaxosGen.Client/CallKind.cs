namespace PaxosGen.Client;

/// <summary>What a call asks for.</summary>
public abstract record CallKind
{
    private CallKind()
    {
    }

    /// <summary>A command of the session.</summary>
    public sealed record SessionCommand : CallKind
    {
        /// <summary>The only one.</summary>
        public static readonly SessionCommand Instance = new();
    }

    /// <summary>A command with an idempotency key, which it carries instead of the session.</summary>
    public sealed record KeyedCommand(UInt128 Key) : CallKind;

    /// <summary>A query.</summary>
    public sealed record Query(ReadConsistency Consistency) : CallKind;

    /// <summary>Waits until the cluster is reached and a session is open; nothing is sent for it.</summary>
    public sealed record Open : CallKind
    {
        /// <summary>The only one.</summary>
        public static readonly Open Instance = new();
    }
}
