using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace PaxosGen.Generators.Parsing;

/// <summary>
/// Commands outlive their use: those in the log must be decoded as long as it exists. So generated code must be able to
/// use what nobody else may use any more, which the compiler grants to code that is obsolete itself.
/// </summary>
internal static class Obsolescence
{
    private const string Attribute = "System.ObsoleteAttribute";

    /// <summary>The symbol's own [Obsolete] in C#; empty if it has none.</summary>
    public static string Of(ISymbol symbol)
    {
        if (Names.AttributeOf(symbol, Attribute) is not { } attribute)
        {
            return string.Empty;
        }

        var arguments = attribute.ConstructorArguments.Where(static a => a.Kind == TypedConstantKind.Primitive).Select(static a => Literal(a.Value))
            .Concat(attribute.NamedArguments.Select(static a => $"{a.Key} = {Literal(a.Value.Value)}"))
            .ToList();
        return arguments.Count == 0 ? "[global::System.Obsolete]" : $"[global::System.Obsolete({string.Join(", ", arguments)})]";
    }

    /// <summary>Whether code that names the symbol names anything obsolete.</summary>
    public static bool Touches(ISymbol? symbol)
    {
        for (var s = symbol; s is not null and not INamespaceSymbol; s = s.ContainingSymbol)
        {
            if (Names.Has(s, Attribute))
            {
                return true;
            }
        }

        return symbol switch
        {
            INamedTypeSymbol type => type.TypeArguments.Any(static a => a is not ITypeParameterSymbol && Touches(a)),
            IArrayTypeSymbol array => Touches(array.ElementType),
            _ => false,
        };
    }

    private static string Literal(object? value)
        => value switch
        {
            string text => SymbolDisplay.FormatLiteral(text, quote: true),
            bool flag => flag ? "true" : "false",
            _ => "null",
        };
}
