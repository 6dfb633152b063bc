namespace PaxosGen;

/// <summary>
/// Says in which version of the state machine's schema a command, query, parameter, member or state field appeared. Until
/// that version is active in the cluster it is neither sent nor saved, so that older builds can still take part.
/// </summary>
/// <param name="version">From 1 to the state machine's version.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Parameter | AttributeTargets.Field | AttributeTargets.Property)]
public sealed class SinceAttribute(int version) : Attribute
{
    /// <summary>The version in which it appeared.</summary>
    public int Version { get; } = version;
}
