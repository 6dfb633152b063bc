namespace PaxosGen;

/// <summary>
/// Encodes a parameter, a result (<c>[return: Codec(…)]</c>), a member, or every value of a type, by a codec of the user's.
/// </summary>
/// <param name="codec">A struct that implements <see cref="Wire.ICodec{T}"/> for the type.</param>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property | AttributeTargets.Parameter | AttributeTargets.ReturnValue
    | AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface | AttributeTargets.Enum, Inherited = false)]
public sealed class CodecAttribute(Type codec) : Attribute
{
    /// <summary>The codec.</summary>
    public Type Codec { get; } = codec;
}
