namespace PaxosGen.Transport;

/// <summary>First byte of each payload. The numbers are on the wire and never change.</summary>
internal static class PayloadType
{
    public const byte Hello = 1;
    public const byte Welcome = 2;
    public const byte Refused = 3;

    public const byte Probe = 16;
    public const byte ProbeAnswer = 17;
    public const byte Prepare = 18;
    public const byte Promise = 19;
    public const byte Reject = 20;
    public const byte Accept = 21;
    public const byte Accepted = 22;
    public const byte Heartbeat = 23;
    public const byte HeartbeatAck = 24;
    public const byte LearnRequest = 25;
    public const byte Learned = 26;
    public const byte SnapshotRequest = 27;
    public const byte SnapshotChunk = 28;
    public const byte TakeLead = 29;
    public const byte ReadIndexRequest = 30;
    public const byte ReadIndex = 31;

    public const byte HashRequest = 80;
    public const byte Hashes = 81;

    public const byte OpenSession = 32;
    public const byte Command = 33;
    public const byte KeyedCommand = 34;
    public const byte Query = 35;
    public const byte Ping = 36;

    public const byte SessionOpened = 48;
    public const byte Result = 49;
    public const byte Rejected = 50;
    public const byte Failed = 51;
    public const byte NotLeader = 52;
    public const byte Overloaded = 53;
    public const byte SessionUnknown = 54;
    public const byte SequenceRefused = 55;
    public const byte KeyReused = 56;
    public const byte Unavailable = 57;
    public const byte OutcomeUnknown = 58;
    public const byte BadRequest = 59;
    public const byte NotSupported = 60;
    public const byte Pong = 61;
    public const byte Members = 62;
}
