namespace PaxosGen;

/// <summary>
/// Lists a case of an abstract class or an interface: an object behind it is exactly of one of the listed types, and is
/// encoded with the tag of that type.
/// </summary>
/// <param name="tag">Identifies the case in logs and on the wire, from 1. Once data exists, it must never change its meaning.</param>
/// <param name="type">A class or struct of this assembly that derives from the annotated type.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface, AllowMultiple = true, Inherited = false)]
public sealed class UnionAttribute(int tag, Type type) : Attribute
{
    /// <summary>Identifies the case, from 1.</summary>
    public int Tag { get; } = tag;

    /// <summary>The case.</summary>
    public Type Type { get; } = type;
}
