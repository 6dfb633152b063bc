namespace PaxosGen;

/// <summary>
/// Gives a parameter, member or state field its tag in the canonical encoding, instead of its place in the declaration.
/// Once data exists, a tag must never change its meaning.
/// </summary>
/// <param name="tag">The tag, from 1; unique within its type or method.</param>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class TagAttribute(int tag) : Attribute
{
    /// <summary>The tag, from 1.</summary>
    public int Tag { get; } = tag;
}
