namespace PaxosGen.Generators.Model;

/// <summary>How a field of a type is written and read.</summary>
internal enum Shape
{
    /// <summary>By a method of reader and writer that is named after the type.</summary>
    Scalar,

    /// <summary>As its underlying number, with casts.</summary>
    Enum,

    /// <summary>Text: a scalar that may be null.</summary>
    Text,

    /// <summary>A struct that is encoded as a message.</summary>
    Struct,

    /// <summary>A nullable value type.</summary>
    Nullable,

    /// <summary>Any other reference type.</summary>
    Reference,

    /// <summary>A value type whose codec knows which value is the default.</summary>
    Field,

    /// <summary>A value type that is always present: its codec is the user's.</summary>
    Value,

    /// <summary>A view on bytes: a parameter alone.</summary>
    Span,
}

/// <summary>A type of a parameter, a result or a member, and its encoding.</summary>
/// <param name="Name">In C#, without a nullable annotation at the top.</param>
/// <param name="SignatureName">In C#, as in the user's signature.</param>
/// <param name="SchemaName">For people, in the schema's text.</param>
/// <param name="Shape">How a field of it is written and read.</param>
/// <param name="Scalar">Names the methods for <see cref="Shape.Scalar"/> and <see cref="Shape.Enum"/>.</param>
/// <param name="ValueName">The value type under <see cref="Shape.Nullable"/>, or the number under <see cref="Shape.Enum"/>.</param>
/// <param name="Codec">The codec in C#: of the value type under <see cref="Shape.Nullable"/>, else of the type itself.</param>
/// <param name="ElementCodec">The codec in C# where the type is an element of a collection.</param>
/// <param name="IsRequired">A reference that the signature declares never to be null.</param>
internal sealed record TypeModel(
    string Name,
    string SignatureName,
    string SchemaName,
    Shape Shape,
    string Scalar,
    string ValueName,
    string Codec,
    string ElementCodec,
    bool IsRequired);
