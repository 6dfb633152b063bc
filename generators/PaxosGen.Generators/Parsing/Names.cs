using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace PaxosGen.Generators.Parsing;

/// <summary>How symbols are written in generated code, in messages and in the schema's text.</summary>
internal static class Names
{
    public const string Attribute = "PaxosGen.ReplicatedStateMachineAttribute";
    public const string Command = "PaxosGen.CommandAttribute";
    public const string Query = "PaxosGen.QueryAttribute";
    public const string Tag = "PaxosGen.TagAttribute";
    public const string Since = "PaxosGen.SinceAttribute";
    public const string NotReplicated = "PaxosGen.NotReplicatedAttribute";
    public const string Codec = "PaxosGen.CodecAttribute";
    public const string CodecInterface = "PaxosGen.Wire.ICodec";
    public const string Replicated = "PaxosGen.ReplicatedAttribute";
    public const string ReplicatedCodec = "PaxosGen.Wire.ReplicatedCodecAttribute";
    public const string Union = "PaxosGen.UnionAttribute";
    public const string Context = "PaxosGen.CommandContext";

    private static readonly SymbolDisplayFormat SignatureFormat = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat SchemaFormat = SymbolDisplayFormat.FullyQualifiedFormat
        .WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted);

    private static readonly SymbolDisplayFormat MetadataFormat = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces);

    /// <summary>In C#, from anywhere, without nullable annotations.</summary>
    public static string InCode(ITypeSymbol type) => Escaped(type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat));

    /// <summary>In C#, with nullable annotations; code that has none means that null is allowed.</summary>
    public static string InSignature(ITypeSymbol type)
    {
        var name = Escaped(type.ToDisplayString(SignatureFormat));
        return type.IsReferenceType && type.NullableAnnotation == NullableAnnotation.None ? name + "?" : name;
    }

    /// <summary>In the schema's text.</summary>
    public static string InSchema(ITypeSymbol type) => type.ToDisplayString(SchemaFormat);

    /// <summary>In messages.</summary>
    public static string InMessage(ISymbol symbol) => symbol.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);

    /// <summary>Namespace and name of a definition, without type arguments.</summary>
    public static string OfDefinition(ITypeSymbol type) => type.OriginalDefinition.ToDisplayString(MetadataFormat);

    /// <summary>A namespace, as it is called and not as C# writes it.</summary>
    public static string OfNamespace(INamespaceSymbol name) => name.ToDisplayString(MetadataFormat);

    /// <summary>The type parameter that a type is an open construction over, if it is; types around it do not count.</summary>
    public static ITypeParameterSymbol? OpenParameter(ITypeSymbol type)
        => type switch
        {
            ITypeParameterSymbol parameter => parameter,
            IArrayTypeSymbol array => OpenParameter(array.ElementType),
            INamedTypeSymbol named => named.TypeArguments.Select(OpenParameter).FirstOrDefault(static p => p is not null),
            _ => null,
        };

    /// <summary>An identifier, with @ where it is a keyword.</summary>
    public static string Escape(string name)
        => SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    /// <summary>A type's full name, with @ where the compiler takes a word for a keyword although the language does not reserve it.</summary>
    private static string Escaped(string name)
        => name.Contains("await") || name.Contains("partial") ? Regex.Replace(name, @"(?<![@\w])(await|partial)(?!\w)", "@$1") : name;

    /// <summary>A parameter or a local, with @ where it is a keyword.</summary>
    public static string EscapeLocal(string name)
        => SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || name == "await" ? "@" + name : name;

    public static AttributeData? AttributeOf(ISymbol symbol, string fullName)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            // The whole name is long in the making, and nearly every attribute is another one.
            if (attribute.AttributeClass is { } type && fullName.EndsWith(type.Name, StringComparison.Ordinal) && OfDefinition(type) == fullName)
            {
                return attribute;
            }
        }

        return null;
    }

    public static bool Has(ISymbol symbol, string attribute) => AttributeOf(symbol, attribute) is not null;

    public static Location? LocationOf(AttributeData attribute)
        => attribute.ApplicationSyntaxReference is { } reference ? reference.SyntaxTree.GetLocation(reference.Span) : null;

    /// <summary>Where the user has written the symbol; generated parts do not count.</summary>
    public static Location? LocationOf(ISymbol symbol)
    {
        foreach (var location in symbol.Locations)
        {
            if (location.IsInSource)
            {
                return location;
            }
        }

        return null;
    }

    /// <summary>The first constructor argument, if it is a number.</summary>
    public static int? NumberOf(AttributeData attribute)
        => attribute.ConstructorArguments.Length == 1 && attribute.ConstructorArguments[0] is { Kind: TypedConstantKind.Primitive, Value: int number } ? number : null;
}
