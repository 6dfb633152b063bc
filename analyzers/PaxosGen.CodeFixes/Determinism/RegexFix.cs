using System.Collections.Immutable;
using System.Composition;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.CodeFixes.Determinism;

/// <summary>
/// Matches in linear time instead of with a time-out. Only for patterns that are known and that have nothing which needs
/// backtracking, and finds the same.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RegexFix)), Shared]
public sealed class RegexFix : ExpressionFix
{
    // Ignores case, by lines, explicit captures, compiled, in one line, with blanks, by the invariant culture.
    private const int Known = 1 | 2 | 4 | 8 | 16 | 32 | 512;

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PXG1018"];

    private protected override Rewrite? Find(ExpressionSyntax node, SemanticModel model)
    {
        var list = node switch
        {
            BaseObjectCreationExpressionSyntax creation => creation.ArgumentList,
            InvocationExpressionSyntax call => call.ArgumentList,
            _ => null,
        };
        if (list is null || model.GetSymbolInfo(node).Symbol is not IMethodSymbol { Parameters: { Length: >= 3 } parameters } method
            || Names.OfDefinition(method.ContainingType) != "System.Text.RegularExpressions.Regex" || list.Arguments.Count != parameters.Length || list.Arguments.Any(static a => a.NameColon is not null)
            || Names.OfDefinition(parameters[parameters.Length - 1].Type) != "System.TimeSpan"
            || Syntax.Constant(list.Arguments[parameters.Length - 2].Expression, model) is not int options || (options & ~Known) != 0
            || Syntax.Constant(list.Arguments[parameters.IndexOf(parameters.First(static p => p.Name == "pattern"))].Expression, model) is not string pattern || NeedsBacktracking(pattern))
        {
            return null;
        }

        return new Rewrite("Use RegexOptions.NonBacktracking without a time-out", node, old => old switch
        {
            BaseObjectCreationExpressionSyntax { ArgumentList: { } arguments } creation => creation.WithArgumentList(WithoutTimeOut(arguments, options)),
            InvocationExpressionSyntax call => call.WithArgumentList(WithoutTimeOut(call.ArgumentList, options)),
            _ => old,
        });
    }

    /// <summary>Looking around, atomic groups, conditions and references to what was matched before.</summary>
    private static bool NeedsBacktracking(string pattern)
        => Regex.IsMatch(pattern, @"\(\?(=|!|<=|<!|>|\()|\(\?[<'][^>']*-|\\[1-9kG]");

    private static ArgumentListSyntax WithoutTimeOut(ArgumentListSyntax list, int options)
    {
        var arguments = list.Arguments.RemoveAt(list.Arguments.Count - 1);
        var last = arguments[arguments.Count - 1];
        var option = SyntaxText.Expression("global::System.Text.RegularExpressions.RegexOptions.NonBacktracking");
        var all = options == 0
            ? option
            : SyntaxFactory.BinaryExpression(
                SyntaxKind.BitwiseOrExpression,
                last.Expression.WithoutTrivia().WithTrailingTrivia(SyntaxFactory.Space),
                SyntaxFactory.Token(SyntaxKind.BarToken).WithTrailingTrivia(SyntaxFactory.Space),
                option);
        return list.WithArguments(arguments.Replace(last, last.WithExpression(all.WithTriviaFrom(last.Expression))));
    }
}
