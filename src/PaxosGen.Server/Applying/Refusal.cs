namespace PaxosGen.Server.Applying;

/// <summary>Why a chosen entry had no effect. The numbers are part of the running hash and never change.</summary>
public enum Refusal : byte
{
    /// <summary>The session was never opened, or has ended. Whether the call took effect earlier is not known any more.</summary>
    SessionUnknown = 16,

    /// <summary>
    /// The call's number is acknowledged already, or beyond the session's window, or was used for another command, or
    /// acknowledges itself.
    /// </summary>
    SequenceRefused = 17,

    /// <summary>The idempotency key was used for another command.</summary>
    KeyReused = 18,

    /// <summary>There is no room for another idempotency key.</summary>
    KeyTableFull = 19,

    /// <summary>There is no room for another session.</summary>
    SessionTableFull = 20,

    /// <summary>A session with this id is open.</summary>
    SessionIdTaken = 21,
}
