using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace PaxosGen.Analyzers.Determinism;

/// <summary>Where an operation is, for people: in a chain of calls over several lines, on the line of its own name.</summary>
internal static class LeafPlace
{
    public static Location Of(IOperation operation)
    {
        var syntax = operation.Syntax;
        var name = (syntax is InvocationExpressionSyntax call ? call.Expression : syntax) is MemberAccessExpressionSyntax access ? access.Name : null;
        if (name is null || !IsOnLaterLine(syntax, name.SpanStart))
        {
            return syntax.GetLocation();
        }

        return Location.Create(syntax.SyntaxTree, TextSpan.FromBounds(name.SpanStart, syntax.Span.End));
    }

    private static bool IsOnLaterLine(SyntaxNode syntax, int position)
    {
        var lines = syntax.SyntaxTree.GetText().Lines;
        return lines.IndexOf(syntax.SpanStart) != lines.IndexOf(position);
    }
}
