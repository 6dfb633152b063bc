using System.ComponentModel;

namespace PaxosGen.Wire;

/// <summary>Generated: tells other compilations which codec this assembly has for one of its types.</summary>
/// <param name="type">The type.</param>
/// <param name="codec">Its codec.</param>
/// <param name="schema">The lines about it, and about the types in it, for the schemas of those that use it.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ReplicatedCodecAttribute(Type type, Type codec, string schema) : Attribute
{
    /// <summary>The type.</summary>
    public Type Type { get; } = type;

    /// <summary>Its codec.</summary>
    public Type Codec { get; } = codec;

    /// <summary>The lines about it, and about the types in it.</summary>
    public string Schema { get; } = schema;
}
