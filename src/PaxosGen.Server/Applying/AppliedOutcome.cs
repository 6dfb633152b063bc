using PaxosGen.Core;

namespace PaxosGen.Server.Applying;

/// <summary>What came of applying one entry, with all that is needed to answer whoever waits for it. Immutable.</summary>
public abstract record AppliedOutcome
{
    private AppliedOutcome()
    {
    }

    /// <summary>Tells the outcomes apart in the running hash; never changes.</summary>
    internal abstract byte HashMark { get; }

    /// <summary>The entry is nobody's call.</summary>
    public sealed record Nothing : AppliedOutcome
    {
        /// <summary>The only one needed.</summary>
        public static readonly Nothing Instance = new();

        internal override byte HashMark => 0;
    }

    /// <summary>A command has a result: its own, or, when it had taken effect before, that of the first time.</summary>
    /// <param name="Origin">Whose call it is.</param>
    /// <param name="IsRepeat">Whether the command had taken effect at an earlier slot and did not run now.</param>
    /// <param name="TookEffectAt">The slot where it ran.</param>
    /// <param name="Envelope">The result: the bytes of a <see cref="ResultEnvelope"/>. Equal on all replicas.</param>
    /// <param name="Hint">
    /// For people to read: what the handler's exception said on this replica. Not replicated, and null for a repeat.
    /// </param>
    public sealed record Answered(Origin Origin, bool IsRepeat, Slot TookEffectAt, ReadOnlyMemory<byte> Envelope, string? Hint) : AppliedOutcome
    {
        internal override byte HashMark => IsRepeat ? (byte)2 : (byte)1;
    }

    /// <summary>A command did not run and changed nothing.</summary>
    /// <param name="Origin">Whose call it is.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Refused(Origin Origin, Refusal Reason) : AppliedOutcome
    {
        internal override byte HashMark => (byte)Reason;
    }

    /// <summary>A session is open from here on.</summary>
    /// <param name="Id">The session.</param>
    /// <param name="Principal">The authenticated client that alone may use it; empty without authentication.</param>
    /// <param name="Window">Its calls are numbered from 1 and stay below the first unacknowledged one plus this.</param>
    public sealed record SessionOpened(SessionId Id, string Principal, int Window) : AppliedOutcome
    {
        internal override byte HashMark => 3;
    }

    /// <summary>A session was not opened.</summary>
    /// <param name="Id">The id that it would have had.</param>
    /// <param name="Reason">Why.</param>
    public sealed record SessionRefused(SessionId Id, Refusal Reason) : AppliedOutcome
    {
        internal override byte HashMark => (byte)Reason;
    }
}
