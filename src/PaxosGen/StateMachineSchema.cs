namespace PaxosGen;

/// <summary>What identifies the encoding of a state machine's commands, queries, results and snapshots.</summary>
/// <param name="Name">Name of the state machine; for messages and logs.</param>
/// <param name="Version">The highest version that this build can run.</param>
/// <param name="Fingerprint">Hash of <paramref name="Text"/>; equal on every member that must understand the others.</param>
/// <param name="Text">Readable description of ids, tags and types; explains a refusal.</param>
public sealed record StateMachineSchema(string Name, int Version, ulong Fingerprint, string Text);
