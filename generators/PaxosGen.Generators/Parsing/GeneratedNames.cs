using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PaxosGen.Generators.Parsing;

/// <summary>The names of what is generated, which must not take the place of anything that the user has named.</summary>
internal static class GeneratedNames
{
    /// <summary>The word for a type that the compiler shall find out, unless a type has this name.</summary>
    private const string Inferred = "var";

    private static readonly string[] Roots = ["System", "PaxosGen"];

    /// <summary>The names whose meaning decides what is generated for a class of this name, whether it mentions them or not.</summary>
    public static IEnumerable<string> For(string name) => [.. Beside(name), .. Roots, Inferred, "Codecs", "PrivateCodecs", "Fields"];

    /// <summary>Client and replica get names of their own beside the class, which must be free; and generated code must be able to name System and PaxosGen.</summary>
    public static bool CheckBeside(ParseContext context)
    {
        var machine = context.Machine;
        foreach (var root in Roots)
        {
            if (context.Compilation.Assembly.GlobalNamespace.GetTypeMembers(root, 0).FirstOrDefault() is { } type)
            {
                context.Report(Problem.NameClash, Names.LocationOf(type), root, $"this type hides the namespace {root} from it; rename the type, or put it into a namespace");
            }
        }

        if (Meanings(context, machine, Inferred).FirstOrDefault(static s => s is ITypeSymbol) is { } inferred)
        {
            context.Report(Problem.NameClash, Names.LocationOf(inferred) ?? Names.LocationOf(machine), Inferred, "in generated code the word stands for the type of what is assigned; rename the type, or put it into a namespace of its own");
        }

        var areFree = true;
        foreach (var name in Beside(machine.Name))
        {
            INamespaceOrTypeSymbol beside = (INamespaceOrTypeSymbol?)machine.ContainingType ?? machine.ContainingNamespace;
            var taken = beside.GetMembers(name);
            var other = taken.FirstOrDefault(s => s is not INamedTypeSymbol { Arity: > 0 }
                && (s is not INamedTypeSymbol type || SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, context.Compilation.Assembly))
                && !IsGenerated(s));
            if (other is not null)
            {
                context.Report(Problem.NameClash, Names.LocationOf(other) ?? Names.LocationOf(machine), other.Name, $"the type that is generated for {machine.Name} has this name; rename one of the two");
                areFree = false;
            }
        }

        return areFree;
    }

    private static string[] Beside(string name) => [$"I{name}Client", name + "Client", name + "Replica"];

    /// <summary>A name for a member of the state machine that means nothing in any of its parts yet, be it from a base class, a type around it, its namespace or a using.</summary>
    public static string Free(ParseContext context, string name)
    {
        var free = name;
        for (var i = 2; IsTaken(context, context.Machine, free); i++)
        {
            free = name + i;
        }

        return free;
    }

    /// <summary>Whether a name means something inside a type.</summary>
    public static bool IsTaken(ParseContext context, INamedTypeSymbol type, string name)
    {
        for (var t = type; t is not null; t = t.BaseType)
        {
            if (t.Name == name || t.GetMembers(name).Any(static m => !IsGenerated(m)))
            {
                return true;
            }
        }

        return Meanings(context, type, name).Any();
    }

    /// <summary>What a name means inside a type.</summary>
    private static IEnumerable<ISymbol> Meanings(ParseContext context, INamedTypeSymbol type, string name)
        => type.DeclaringSyntaxReferences
            .Select(r => r.GetSyntax(context.CancellationToken))
            .OfType<TypeDeclarationSyntax>()
            .Where(static d => !d.OpenBraceToken.IsMissing)
            .SelectMany(d => context.Compilation.GetSemanticModel(d.SyntaxTree).LookupSymbols(d.OpenBraceToken.Span.End, name: name))
            .Where(static s => !IsGenerated(s));

    public static bool IsGenerated(ISymbol symbol)
        => Names.AttributeOf(symbol, "System.CodeDom.Compiler.GeneratedCodeAttribute") is { ConstructorArguments: { Length: 2 } arguments }
            && Equals(arguments[0].Value, "PaxosGen");
}
