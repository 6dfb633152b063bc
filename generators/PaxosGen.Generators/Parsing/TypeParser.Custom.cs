using Microsoft.CodeAnalysis;
using PaxosGen.Generators.Model;

namespace PaxosGen.Generators.Parsing;

/// <content>What users say about encodings: codecs of their own, and the cases of unions.</content>
internal sealed partial class TypeParser
{
    /// <summary>The encoding of a member's type, or null after the reason has been reported.</summary>
    public TypeModel? ParseMember(AttributeData? codec, ITypeSymbol type, Location? location, string what)
        => codec is null ? Parse(type, location, what) : ParseCustom(codec, type, location, what);

    private TypeModel? ParseCustom(AttributeData attribute, ITypeSymbol type, Location? location, string what)
    {
        location = Names.LocationOf(attribute) ?? location;
        if (TypeArgument(attribute, 0) is not { } codec)
        {
            ReportUnless(IsBroken(attribute), Problem.BadCodec, location, what, "null", "name a struct that implements ICodec<T>");
            return null;
        }

        if (codec.IsUnboundGenericType && type is INamedTypeSymbol { IsGenericType: true } generic && generic.TypeArguments.Length == codec.Arity)
        {
            codec = codec.OriginalDefinition.Construct([.. generic.TypeArguments]);
        }

        var encoded = codec.AllInterfaces.Where(static i => Names.OfDefinition(i) == Names.CodecInterface).Select(static i => i.TypeArguments[0]).ToList();
        var value = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : null;
        bool Encodes(ITypeSymbol? wanted) => wanted is not null && encoded.Any(e => SymbolEqualityComparer.Default.Equals(e, wanted));
        var why = !codec.IsValueType ? "a codec is a struct; make it one"
            : codec.IsUnboundGenericType ? $"it is open, and its type parameters are not those of {Names.InMessage(type)}; name a closed one"
            : encoded.Count == 0 ? $"it does not implement ICodec<{Names.InMessage(value ?? type)}>"
            : !Encodes(type) && !Encodes(value) ? $"it encodes {Names.InMessage(encoded[0])}; name a codec that implements ICodec<{Names.InMessage(value ?? type)}>"
            : Encodes(type) && value is not null ? $"null is absent without a codec; let it encode {Names.InMessage(value)}"
            : codec.IsFileLocal || !context.Compilation.IsSymbolAccessibleWithin(codec, context.Compilation.Assembly) ? "generated code cannot name it; make it internal"
            : null;
        if (why is not null)
        {
            context.Report(Problem.BadCodec, location, what, Names.InMessage(codec), why);
            return null;
        }

        if (!CheckAccess(value ?? type, location, what))
        {
            return null;
        }

        var target = Names.InCode(value ?? type);
        var text = $"{Wire}CustomCodec<{target}, {Names.InCode(codec)}>";
        var model = value is not null
            ? Model(type, Shape.Nullable, text, valueName: target, elementCodec: $"{Wire}NullableCodec<{target}, {text}>")
            : Model(type, type.IsValueType ? Shape.Value : Shape.Reference, text);
        return model with { SchemaName = $"{model.SchemaName} by {Names.InSchema(codec)}" };
    }

    /// <summary>The codec that another assembly has for one of its types; null if it has none.</summary>
    private TypeModel? ParseReplicated(INamedTypeSymbol type)
    {
        foreach (var attribute in type.ContainingAssembly.GetAttributes())
        {
            if (attribute.AttributeClass is { } c && Names.OfDefinition(c) == Names.ReplicatedCodec
                && SymbolEqualityComparer.Default.Equals(TypeArgument(attribute, 0), type)
                && TypeArgument(attribute, 1) is { } codec && context.Compilation.IsSymbolAccessibleWithin(codec, context.Within))
            {
                // What it is made of belongs to the schema here, too.
                Foreign.Add(attribute.ConstructorArguments[2].Value as string ?? string.Empty);
                return Model(type, type.IsValueType ? Shape.Struct : Shape.Reference, Names.InCode(codec));
            }
        }

        return null;
    }

    private TypeModel? ParseUnion(INamedTypeSymbol type, Location? location, string what)
    {
        // The cases may be state one day.
        var isCall = _isCall;
        _isCall = false;
        var model = Collect(type, location, what, (name, isPrivate) => ParseCases(type) is { } cases
            ? new MessageModel(Names.InCode(type), Names.InSchema(type), name, isPrivate, IsValueType: false, IsSealed: true, UseConstructor: false, cases.OrderBy(static c => c.Tag).ToEquatableArray()) { Form = MessageForm.Union }
            : null);
        _isCall = isCall;
        return model;
    }

    private List<MemberModel>? ParseCases(INamedTypeSymbol union)
    {
        if (!union.IsAbstract)
        {
            context.Report(Problem.BadUnion, Names.LocationOf(union), union.Name, "an object of this very type would be none of its cases; make it abstract");
            return null;
        }

        var isComplete = true;
        var cases = new List<MemberModel>();
        foreach (var attribute in union.GetAttributes().Where(static a => a.AttributeClass is { } c && Names.OfDefinition(c) == Names.Union))
        {
            var location = Names.LocationOf(attribute);
            if (TypeArgument(attribute, 1) is not { } item || attribute.ConstructorArguments[0].Value is not int tag)
            {
                ReportUnless(IsBroken(attribute), Problem.BadUnion, location, union.Name, "a case is a class or a struct; name one");
                isComplete = false;
                continue;
            }

            var why = tag is < 1 or > TagParser.MaxTag ? $"{tag} is not between 1 and {TagParser.MaxTag}"
                : cases.FirstOrDefault(c => c.Tag == tag) is { } other ? $"the tag {tag} is that of {other.Name} already; give {item.Name} another"
                : cases.Any(c => c.Type.Name == Names.InCode(item)) ? $"{item.Name} is a case twice; remove one"
                : WhyNoCase(union, item);
            if (why is not null)
            {
                context.Report(Problem.BadUnion, location, union.Name, why);
                isComplete = false;
                continue;
            }

            if (Parse(item, location, $"the case {item.Name} of {union.Name}") is { } model)
            {
                cases.Add(new MemberModel(item.Name, tag, model, string.Empty, Assignment.Direct, string.Empty, Since: 1));
            }
            else
            {
                isComplete = false;
            }
        }

        return isComplete ? cases : null;
    }

    /// <summary>An argument of an attribute that is a type, unless the compiler has an error there.</summary>
    private static INamedTypeSymbol? TypeArgument(AttributeData attribute, int index)
        => attribute.ConstructorArguments.Length > index && attribute.ConstructorArguments[index] is { Kind: TypedConstantKind.Type, Value: INamedTypeSymbol { TypeKind: not TypeKind.Error } type } ? type : null;

    /// <summary>Whether the compiler has an error there.</summary>
    private static bool IsBroken(AttributeData attribute)
        => attribute.AttributeConstructor is null || attribute.ConstructorArguments.Any(static a => a.Kind == TypedConstantKind.Error || a.Value is IErrorTypeSymbol);

    private void ReportUnless(bool isBroken, string id, Location? location, params string[] arguments)
    {
        if (isBroken)
        {
            context.MarkBroken();
        }
        else
        {
            context.Report(id, location, arguments);
        }
    }

    private static string? WhyNoCase(INamedTypeSymbol union, INamedTypeSymbol item)
    {
        var derives = item.AllInterfaces.Contains(union, SymbolEqualityComparer.Default);
        for (var t = item.BaseType; t is not null; t = t.BaseType)
        {
            derives |= SymbolEqualityComparer.Default.Equals(t, union);
        }

        return item.IsUnboundGenericType ? $"{item.Name} is an open type; name a closed one"
            : !derives ? $"{item.Name} does not derive from it"
            : item.IsAbstract ? $"{item.Name} is abstract; name the types that are derived from it"
            : null;
    }
}
