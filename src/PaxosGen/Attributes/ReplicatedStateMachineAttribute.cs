namespace PaxosGen;

/// <summary>
/// Marks a deterministic partial class as a replicated state machine: its commands and queries get codecs, a typed
/// client and a typed replica, and all of its instance fields are its replicated state.
/// </summary>
/// <remarks>The class needs a parameterless constructor or a static <c>Create()</c> without parameters.</remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ReplicatedStateMachineAttribute : Attribute
{
    /// <summary>The version of the state machine's schema, from 1. Goes up by one with each release that changes it.</summary>
    public int Version { get; init; } = 1;
}
