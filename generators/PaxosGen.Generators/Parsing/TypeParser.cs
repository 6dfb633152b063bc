using Microsoft.CodeAnalysis;
using PaxosGen.Generators.Model;
using PaxosGen.Generators.Schema;

namespace PaxosGen.Generators.Parsing;

/// <summary>Finds the encoding of types, and collects the types that are encoded member by member.</summary>
internal sealed partial class TypeParser(ParseContext context, NestedNames nested)
{
    // Deeper than anybody writes by hand: class G<T> { G<G<T>> } has no end.
    private const int MaxTypeDepth = 12;

    private const string Wire = "global::PaxosGen.Wire.";

    private readonly Dictionary<INamedTypeSymbol, string?> _codecs = new(SymbolEqualityComparer.Default);
    private readonly HashSet<string> _codecNames = new(StringComparer.Ordinal);
    private readonly List<MessageModel?> _messages = [];
    private MemberParser? _members;

    public IEnumerable<MessageModel> Messages => _messages.OfType<MessageModel>();

    /// <summary>The enums of this project, by name.</summary>
    public SortedDictionary<string, EnumModel> Enums { get; } = new(StringComparer.Ordinal);

    /// <summary>What other assemblies say of their types.</summary>
    public SortedSet<string> Foreign { get; } = new(StringComparer.Ordinal);

    public MemberParser Members => _members ??= new MemberParser(context, this, nested);

    /// <summary>The encoding of a type, or null after the reason has been reported.</summary>
    /// <param name="type">The type.</param>
    /// <param name="location">Where the user has written it.</param>
    /// <param name="what">What has this type, for messages.</param>
    public TypeModel? Parse(ITypeSymbol type, Location? location, string what)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            return Parse(nullable.TypeArguments[0], location, what) is { } value
                ? Model(type, Shape.Nullable, value.Codec, scalar: value.Scalar, valueName: value.Name, elementCodec: $"{Wire}NullableCodec<{value.Name}, {value.Codec}>")
                : null;
        }

        if (BuiltIns.Scalar(type) is { } scalar)
        {
            return Model(type, Shape.Scalar, $"{Wire}{scalar}Codec", scalar);
        }

        if (type.SpecialType == SpecialType.System_String)
        {
            return Model(type, Shape.Text, $"{Wire}StringCodec");
        }

        if (type is INamedTypeSymbol && Names.AttributeOf(type, Names.Codec) is { } custom)
        {
            return ParseCustom(custom, type, location, what);
        }

        switch (type)
        {
            case IErrorTypeSymbol:
                context.MarkBroken();
                return null;
            case INamedTypeSymbol { TypeKind: TypeKind.Enum, EnumUnderlyingType: { } number } when BuiltIns.Scalar(number) is { } numberScalar:
                AddEnum(type, number);
                return CheckAccess(type, location, what)
                    ? Model(type, Shape.Enum, $"{Wire}EnumCodec<{Names.InCode(type)}, {Names.InCode(number)}, {Wire}{numberScalar}Codec>", numberScalar, Names.InCode(number))
                    : null;
            case IArrayTypeSymbol { IsSZArray: true } array:
                return ParseArray(type, array.ElementType, location, what);
            case INamedTypeSymbol structural when BuiltIns.IsStructural(structural):
                return ParseStructural(structural, location, what);
            case INamedTypeSymbol named:
                return ParseNamed(named, location, what);
            default:
                return Refuse(type, location, what);
        }
    }

    private void AddEnum(ITypeSymbol type, INamedTypeSymbol number)
    {
        var name = Names.InSchema(type);
        if (Enums.ContainsKey(name) || !SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, context.Compilation.Assembly))
        {
            return;
        }

        var values = type.GetMembers().OfType<IFieldSymbol>().Where(static f => f.HasConstantValue).ToList();
        foreach (var value in values)
        {
            context.Locate(SchemaKey.Of("enum", name, value.Name), Names.LocationOf(value));
        }

        Enums.Add(name, new EnumModel(name, Names.InSchema(number), values
            .Select(static f => new EnumValueModel(f.Name, Convert.ToString(f.ConstantValue, System.Globalization.CultureInfo.InvariantCulture) ?? "")).ToEquatableArray()));
    }

    private TypeModel? ParseNamed(INamedTypeSymbol type, Location? location, string what)
    {
        var isOurs = SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, context.Compilation.Assembly);
        if (!isOurs && BuiltIns.Collection(type) is { } collection)
        {
            return ParseCollection(type, collection, location, what);
        }

        if (!isOurs && BuiltIns.Named(type) is { } known)
        {
            return Model(type, known.Shape, $"{Wire}{type.Name}Codec");
        }

        if (isOurs && type.GetAttributes().Any(static a => a.AttributeClass is { } c && Names.OfDefinition(c) == Names.Union))
        {
            return ParseUnion(type, location, what);
        }

        if (!isOurs && ParseReplicated(type) is { } replicated)
        {
            return replicated;
        }

        var isPlain = type.TypeKind is TypeKind.Class or TypeKind.Struct && !type.IsAbstract && !type.IsStatic && !type.IsRefLikeType;
        return isOurs && isPlain ? ParseMessage(type, location, what) : Refuse(type, location, what);
    }

    /// <summary>Only the default comparer of these can be restored, so it must exist and must not depend on the culture.</summary>
    private bool CheckOrder(ITypeSymbol key, Location? location, string what)
    {
        if (key is INamedTypeSymbol tuple && (key.IsTupleType || Names.OfDefinition(key) == "System.Tuple"))
        {
            foreach (var element in key.IsTupleType ? tuple.TupleElements.Select(static e => e.Type) : tuple.TypeArguments)
            {
                if (element.SpecialType == SpecialType.System_String)
                {
                    context.Report(Problem.CultureOrder, location, what, "a tuple compares its strings by the culture of the process; use a struct of your own that compares them with string.CompareOrdinal");
                    return false;
                }

                if (!CheckOrder(element, location, what))
                {
                    return false;
                }
            }

            return true;
        }

        if (key.SpecialType == SpecialType.System_String || key.TypeKind == TypeKind.Enum
            || key.AllInterfaces.Any(static i => Names.OfDefinition(i) == "System.IComparable"))
        {
            return true;
        }

        context.Report(Problem.UnsupportedType, location, what, Names.InMessage(key), "a sorted collection needs keys that implement IComparable<T>");
        return false;
    }

    private TypeModel? ParseMessage(INamedTypeSymbol type, Location? location, string what)
    {
        // Tuples and pairs are as wide as where they stand; the members of a declared type may be state one day.
        var isCall = _isCall;
        _isCall &= BuiltIns.IsStructural(type);
        var model = Collect(type, location, what, (name, isPrivate) => Members.ParseMessage(type, name, isPrivate, location, what));
        _isCall = isCall;
        return model;
    }

    /// <summary>Adds a codec for the type, unless there is one.</summary>
    private TypeModel? Collect(INamedTypeSymbol type, Location? location, string what, Func<string, bool, MessageModel?> parse)
    {
        if (!CheckAccess(type, location, what))
        {
            return null;
        }

        if (!_codecs.TryGetValue(type, out var codec))
        {
            if (type is { IsTupleType: false, IsUnboundGenericType: false } && Names.OpenParameter(type) is { } open)
            {
                return Refuse(open, location, what);
            }

            if (DepthOf(type) > MaxTypeDepth)
            {
                context.Report(Problem.UnsupportedType, location, what, Names.InMessage(type.OriginalDefinition), "it contains itself with ever larger type arguments; use a closed type");
                return null;
            }

            var isPrivate = MemberParser.IsPrivate(type, context.Machine);
            var name = Unique(type.IsTupleType ? "TupleCodec" : type.Name + "Codec");
            codec = (isPrivate ? nested.PrivateCodecs : MachineScope(nested.Codecs)) + "." + name;

            // Known before its members are parsed: they may contain it.
            _codecs.Add(type, codec);
            var place = _messages.Count;
            _messages.Add(null);
            if (parse(name, isPrivate) is { } message)
            {
                _messages[place] = message;
            }
            else
            {
                _codecs[type] = codec = null;
            }
        }

        // Refused before: the reason has been reported where it lies.
        return codec is null ? null : Model(type, type.IsValueType ? Shape.Struct : Shape.Reference, codec);
    }

    private static int DepthOf(ITypeSymbol type)
        => type switch
        {
            INamedTypeSymbol { TypeArguments.Length: > 0 } named => 1 + named.TypeArguments.Max(DepthOf),
            IArrayTypeSymbol array => 1 + DepthOf(array.ElementType),
            _ => 0,
        };

    private string MachineScope(string nestedName) => context.Scope ?? Names.InCode(context.Machine) + "." + nestedName;

    private bool CheckAccess(ITypeSymbol type, Location? location, string what)
    {
        if (type is INamedTypeSymbol { IsFileLocal: true })
        {
            context.Report(Problem.NotAccessible, location, what, Names.InMessage(type), "generated code is in another file; make it internal");
            return false;
        }

        if (type.IsTupleType || context.Compilation.IsSymbolAccessibleWithin(type, context.Within))
        {
            return true;
        }

        context.Report(Problem.NotAccessible, location, what, Names.InMessage(type), "generated code inside the state machine cannot name it; make it internal");
        return false;
    }

    private TypeModel? Refuse(ITypeSymbol type, Location? location, string what)
    {
        context.Report(Problem.UnsupportedType, location, what, Names.InMessage(type), Advice.Instead(type));
        return null;
    }

    private string Unique(string name)
    {
        var unique = name;
        for (var i = 2; !_codecNames.Add(unique); i++)
        {
            unique = name + i;
        }

        return unique;
    }

    private static TypeModel Model(ITypeSymbol type, Shape shape, string codec, string scalar = "", string valueName = "", string? elementCodec = null)
        => new(
            Names.InCode(type),
            Names.InSignature(type),
            Names.InSchema(type),
            shape,
            scalar,
            valueName,
            codec,
            elementCodec ?? codec,
            type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.NotAnnotated });
}
