using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.CodeFixes.Determinism;

/// <summary>The parameter by which a method gets the command's context.</summary>
internal static class ContextParameter
{
    /// <summary>The one that a method has, if it can be relied on.</summary>
    public static IParameterSymbol? Of(IMethodSymbol method)
        => method.Parameters.FirstOrDefault(static p => p.RefKind is RefKind.None or RefKind.In && p.NullableAnnotation != NullableAnnotation.Annotated && IsContext(p));

    public static ParameterListSyntax? ListOf(SyntaxNode declaration)
        => declaration switch
        {
            MethodDeclarationSyntax method => method.ParameterList,
            LocalFunctionStatementSyntax function => function.ParameterList,
            _ => null,
        };

    /// <summary>Whether the signature is nobody else's business: no interface, base class or overload has a say in it.</summary>
    public static bool CanBeAdded(IMethodSymbol method, SyntaxNode declaration)
    {
        if (ListOf(declaration) is not { OpenParenToken.IsMissing: false, CloseParenToken.IsMissing: false } || method.Parameters.Any(IsContext))
        {
            return false; // One that may be null is not to be relied on, and a second one would only confuse.
        }

        if (method.MethodKind == MethodKind.LocalFunction)
        {
            return true;
        }

        // A handler's context is its last parameter, which nothing optional may precede.
        var isCommand = Names.Has(method, Names.Command);
        return method is { MethodKind: MethodKind.Ordinary, IsAbstract: false, IsVirtual: false, IsOverride: false, IsExtern: false, IsPartialDefinition: false, PartialDefinitionPart: null, DeclaringSyntaxReferences.Length: 1 }
            && !Names.Has(method, Names.Query)
            && !(isCommand && method.Parameters.Length != IndexIn(method))
            && !method.ContainingType.GetMembers(method.Name).OfType<IMethodSymbol>().Any(static m => m.Parameters.Any(IsContext))
            && !method.ContainingType.AllInterfaces.SelectMany(static i => i.GetMembers()).Any(m => SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(m), method));
    }

    /// <summary>Last, but before those that a call may leave out.</summary>
    public static int IndexIn(IMethodSymbol method)
        => method.Parameters.TakeWhile(static p => !p.HasExplicitDefaultValue && !p.IsOptional && !p.IsParams).Count();

    /// <summary>A name that nothing in the method has.</summary>
    public static string FreeName(SyntaxNode declaration)
    {
        var used = new HashSet<string>(declaration.DescendantTokens().Where(static t => t.IsKind(SyntaxKind.IdentifierToken)).Select(static t => t.ValueText), StringComparer.Ordinal);
        var name = "context";
        for (var i = 1; used.Contains(name); i++)
        {
            name = i == 1 ? "commandContext" : $"commandContext{i}";
        }

        return name;
    }

    public static ParameterListSyntax AddTo(ParameterListSyntax list, string name)
    {
        var index = list.Parameters.TakeWhile(static p => p.Default is null && !p.Modifiers.Any(SyntaxKind.ParamsKeyword)).Count();
        var type = SyntaxFactory.ParseTypeName("global::PaxosGen.CommandContext").WithAdditionalAnnotations(Simplifier.Annotation).WithTrailingTrivia(SyntaxFactory.Space);
        return list.WithParameters(SyntaxText.Insert(list.Parameters, index, SyntaxFactory.Parameter(SyntaxFactory.Identifier(name)).WithType(type)));
    }

    private static bool IsContext(IParameterSymbol parameter) => Names.OfDefinition(parameter.Type) == Names.Context;
}
