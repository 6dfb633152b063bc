using Microsoft.CodeAnalysis;

namespace PaxosGen.Analyzers.Determinism;

/// <summary>What a member's code consists of.</summary>
internal enum MemberPart
{
    /// <summary>The body of a method, an accessor, an operator or a constructor.</summary>
    Body,

    /// <summary>The initialisers of a type's instance fields and properties, which run with each of its constructors.</summary>
    Initializers,

    /// <summary>The initialiser of one static field or property.</summary>
    StaticInitializer,
}

/// <summary>A piece of code that something can reach, as it is declared: without type arguments. A node of the call graph.</summary>
/// <param name="Symbol">The method; the type, of initialisers; the field or property, of a static initialiser.</param>
internal readonly record struct Member(ISymbol Symbol, MemberPart Part)
{
    public bool Equals(Member other) => Part == other.Part && SymbolEqualityComparer.Default.Equals(Symbol, other.Symbol);

    public override int GetHashCode() => (SymbolEqualityComparer.Default.GetHashCode(Symbol) * 3) + (int)Part;

    /// <summary>A method's body, wherever it is written: of a partial method, an extension or a construction of a generic one.</summary>
    public static Member Of(IMethodSymbol method)
    {
        var definition = (method.ReducedFrom ?? method).OriginalDefinition;
        return new Member(definition.PartialImplementationPart ?? definition, MemberPart.Body);
    }

    public static Member InitializersOf(INamedTypeSymbol type) => new(type.OriginalDefinition, MemberPart.Initializers);

    public static Member StaticInitializerOf(ISymbol fieldOrProperty) => new(fieldOrProperty.OriginalDefinition, MemberPart.StaticInitializer);

    /// <summary>As it stands in a path: «Place → Record → Stamp».</summary>
    public string Name => Part switch
    {
        MemberPart.Initializers => $"initialisers of {Symbol.Name}",
        MemberPart.StaticInitializer => Symbol.Name,
        _ => NameOf((IMethodSymbol)Symbol),
    };

    private static string NameOf(IMethodSymbol method) => method.MethodKind switch
    {
        MethodKind.Constructor => $"new {method.ContainingType.Name}",
        MethodKind.StaticConstructor => $"static {method.ContainingType.Name}",
        MethodKind.Destructor => $"~{method.ContainingType.Name}",
        _ => method.AssociatedSymbol?.Name ?? method.Name,
    };
}
