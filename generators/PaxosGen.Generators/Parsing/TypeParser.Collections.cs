using Microsoft.CodeAnalysis;
using PaxosGen.Generators.Model;

namespace PaxosGen.Generators.Parsing;

/// <content>The collections of the framework, and its interfaces where they may stand.</content>
internal sealed partial class TypeParser
{
    // The type that is parsed stands in a parameter or a result, where interfaces of collections are allowed.
    private bool _isCall;

    /// <summary>The encoding of a parameter's type, or null after the reason has been reported.</summary>
    public TypeModel? ParseParameter(IParameterSymbol parameter, Location? location, string what)
    {
        if (Names.AttributeOf(parameter, Names.Codec) is { } codec)
        {
            return ParseCustom(codec, parameter.Type, location, what);
        }

        if (parameter.Type is INamedTypeSymbol { TypeArguments.Length: 1 } span && Names.OfDefinition(span) == "System.ReadOnlySpan" && span.TypeArguments[0].SpecialType == SpecialType.System_Byte)
        {
            return Model(span, Shape.Span, string.Empty) with { SignatureName = "global::System.ReadOnlyMemory<byte>" };
        }

        return ParseInCall(parameter.Type, location, what);
    }

    /// <summary>The encoding of a result's type, or null after the reason has been reported.</summary>
    public TypeModel? ParseResult(IMethodSymbol method, Location? location, string what)
        => method.GetReturnTypeAttributes().FirstOrDefault(static a => a.AttributeClass is { } c && Names.OfDefinition(c) == Names.Codec) is { } codec
            ? ParseCustom(codec, method.ReturnType, location, what)
            : ParseInCall(method.ReturnType, location, what);

    private TypeModel? ParseInCall(ITypeSymbol type, Location? location, string what)
    {
        _isCall = true;
        var model = Parse(type, location, what);
        _isCall = false;
        return model;
    }

    private TypeModel? ParseStructural(INamedTypeSymbol type, Location? location, string what)
    {
        // Its codec may exist already, from a call.
        if (!_isCall && type.TypeArguments.Select(FirstInterface).FirstOrDefault(static i => i is not null) is { } forbidden)
        {
            return Refuse(forbidden, location, what);
        }

        return type.TypeArguments.Length > BuiltIns.MaxStructural && !type.IsTupleType ? Refuse(type, location, what) : ParseMessage(type, location, what);
    }

    private TypeModel? ParseCollection(INamedTypeSymbol type, CollectionType collection, Location? location, string what)
    {
        if (collection.IsInterface && !_isCall)
        {
            return Refuse(type, location, what);
        }

        switch (collection.Family)
        {
            case Family.List:
                return ParseElement(type, location, what) is { } element
                    ? Model(type, Shape.Reference, type.Name == "List" && IsBlob(element) ? $"{Wire}BlobListCodec<{element.Name}>" : $"{Wire}{collection.Codec}<{element.Name}, {element.ElementCodec}>")
                    : null;
            case Family.Memory:
                return ParseElement(type, location, what) is { } item ? Model(type, Shape.Field, $"{Wire}{collection.Codec}<{item.Name}, {ArrayCodec(item)}>") : null;
            case Family.Sequence:
                return ParseElement(type, location, what) is { } part
                    ? Model(type, Shape.Reference, $"{Wire}{collection.Codec}<{Names.InCode(type)}, {part.Name}, {ArrayCodec(part)}>")
                    : null;
            default:
                return ParseKeyed(type, collection, location, what);
        }
    }

    private TypeModel? ParseArray(ITypeSymbol type, ITypeSymbol element, Location? location, string what)
        => Parse(element, location, what) is { } model ? Model(type, Shape.Reference, ArrayCodec(model)) : null;

    private TypeModel? ParseElement(INamedTypeSymbol type, Location? location, string what) => Parse(type.TypeArguments[0], location, what);

    private static bool IsBlob(TypeModel element) => element.Shape == Shape.Scalar && BuiltIns.IsFixed(element.Scalar);

    private static string ArrayCodec(TypeModel element)
        => IsBlob(element) ? $"{Wire}BlobArrayCodec<{element.Name}>" : $"{Wire}ArrayCodec<{element.Name}, {element.ElementCodec}>";

    private TypeModel? ParseKeyed(INamedTypeSymbol type, CollectionType collection, Location? location, string what)
    {
        var key = type.TypeArguments[collection.Family == Family.PriorityQueue ? 1 : 0];
        if (key.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
        {
            context.Report(Problem.UnsupportedType, location, what, Names.InMessage(key), "keys, priorities and elements of sets must have a value; use the type without '?'");
            return null;
        }

        var arguments = new List<TypeModel>();
        foreach (var argument in type.TypeArguments)
        {
            if (Parse(argument, location, what) is not { } model)
            {
                return null;
            }

            arguments.Add(model);
        }

        if (!(collection.Family == Family.Hashed ? CheckEquality(key, location, what) : CheckOrder(key, location, what)))
        {
            return null;
        }

        var types = (collection.IsInterface ? [Names.InCode(type)] : Array.Empty<string>())
            .Concat(arguments.Select(static a => a.Name))
            .Concat(arguments.Select(static a => a.ElementCodec));
        return Model(type, Shape.Reference, $"{Wire}{collection.Codec}<{string.Join(", ", types)}>");
    }

    /// <summary>A key that is equal to nothing but itself is not found again once it has been restored, or sent.</summary>
    private bool CheckEquality(ITypeSymbol key, Location? location, string what)
    {
        if (key is INamedTypeSymbol structural && BuiltIns.IsStructural(structural))
        {
            return structural.TypeArguments.All(item => CheckEquality(item, location, what));
        }

        var isReference = key.TypeKind == TypeKind.Array
            || (key is INamedTypeSymbol named && BuiltIns.Collection(named) is not null)
            || (key is { TypeKind: TypeKind.Class, SpecialType: SpecialType.None, IsRecord: false } && !OverridesEquals(key));
        if (isReference)
        {
            context.Report(Problem.UnsupportedType, location, what, Names.InMessage(key), "as a key it is equal to itself alone, not to a copy of it; use a record, a tuple or a string");
        }

        return !isReference;
    }

    private static bool OverridesEquals(ITypeSymbol type)
    {
        for (var t = type; t is not null && t.SpecialType != SpecialType.System_Object; t = t.BaseType)
        {
            if (t.IsRecord || t.GetMembers("Equals").OfType<IMethodSymbol>().Any(static m => m.IsOverride))
            {
                return true;
            }
        }

        return false;
    }

    private static ITypeSymbol? FirstInterface(ITypeSymbol type)
        => type switch
        {
            IArrayTypeSymbol array => FirstInterface(array.ElementType),
            INamedTypeSymbol named when BuiltIns.Collection(named) is { IsInterface: true } => named,
            INamedTypeSymbol named => named.TypeArguments.Select(FirstInterface).FirstOrDefault(static i => i is not null),
            _ => null,
        };
}
