using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.CodeFixes.Determinism;

/// <summary>Runs a parallel query in one thread: without <c>AsParallel</c> and what only tells how to be parallel.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ParallelFix)), Shared]
public sealed class ParallelFix : ExpressionFix
{
    private const string Parallel = "System.Linq.ParallelEnumerable";

    private static readonly HashSet<string> Settings = new(StringComparer.Ordinal) { "AsParallel", "AsOrdered", "AsUnordered", "AsSequential", "WithDegreeOfParallelism", "WithExecutionMode", "WithMergeOptions" };

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PXG1005"];

    private protected override Rewrite? Find(ExpressionSyntax node, SemanticModel model)
    {
        if (node is not InvocationExpressionSyntax call || MethodOf(call, model) is null)
        {
            return null;
        }

        while (call.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax next } && MethodOf(next, model) is not null)
        {
            call = next;
        }

        // The query must not be needed as a parallel one further on, and all of it must exist for sequences.
        var sequences = model.Compilation.GetTypeByMetadataName("System.Linq.Enumerable");
        var type = model.GetTypeInfo(call);
        if (sequences is null || (IsParallel(type.Type) && IsParallel(type.ConvertedType) && call.Parent is not ForEachStatementSyntax))
        {
            return null;
        }

        var kept = 0;
        for (var link = call; ; link = (InvocationExpressionSyntax)Syntax.Receiver(link)!)
        {
            var method = MethodOf(link, model)!;
            if (method.Name == "AsParallel")
            {
                break;
            }

            if (!Settings.Contains(method.Name) && !sequences.GetMembers(method.Name).OfType<IMethodSymbol>().Any(m => m.Parameters.Length == method.Parameters.Length + 1)
                || Syntax.Receiver(link) is not InvocationExpressionSyntax receiver || MethodOf(receiver, model) is null)
            {
                return null;
            }

            kept++;
        }

        return new Rewrite("Run the query in one thread", call, old => Sequential((InvocationExpressionSyntax)old, kept));
    }

    private static ExpressionSyntax Sequential(InvocationExpressionSyntax call, int links)
    {
        var chain = new Stack<InvocationExpressionSyntax>();
        for (var i = 0; i < links; i++)
        {
            chain.Push(call);
            call = (InvocationExpressionSyntax)Syntax.Receiver(call)!;
        }

        var result = Syntax.Receiver(call)!;
        foreach (var link in chain)
        {
            var access = (MemberAccessExpressionSyntax)link.Expression;
            if (!Settings.Contains(access.Name.Identifier.ValueText))
            {
                result = link.WithExpression(access.WithExpression(result));
            }
        }

        return result;
    }

    /// <summary>The method of a parallel query that is called, as an extension.</summary>
    private static IMethodSymbol? MethodOf(InvocationExpressionSyntax call, SemanticModel model)
        => Syntax.Receiver(call) is not null && model.GetSymbolInfo(call).Symbol is IMethodSymbol { ReducedFrom: not null } method && Names.OfDefinition(method.ContainingType) == Parallel ? method : null;

    private static bool IsParallel(ITypeSymbol? type)
        => type is INamedTypeSymbol { Name: "ParallelQuery" or "OrderedParallelQuery" };
}
