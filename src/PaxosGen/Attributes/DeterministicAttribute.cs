namespace PaxosGen;

/// <summary>
/// Vouches that code does the same on every replica where the analyzers cannot see it: they do not look into it, nor
/// report it. Write down why it is so; a vouch without a reason is reported (PXG1027).
/// </summary>
/// <param name="why">Why it is deterministic, for those who read the code.</param>
[AttributeUsage(
    AttributeTargets.Method | AttributeTargets.Constructor | AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Event | AttributeTargets.Class | AttributeTargets.Struct
        | AttributeTargets.Interface | AttributeTargets.Delegate | AttributeTargets.Parameter,
    Inherited = false)]
public sealed class DeterministicAttribute(string why) : Attribute
{
    /// <summary>Why the code is deterministic.</summary>
    public string Why { get; } = why;
}
