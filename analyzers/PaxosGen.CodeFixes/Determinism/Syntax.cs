using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PaxosGen.CodeFixes.Determinism;

/// <summary>Questions about expressions.</summary>
internal static class Syntax
{
    /// <summary>The whole of what a name is the end of: <c>a.b</c> if the node is <c>b</c>.</summary>
    public static ExpressionSyntax Whole(ExpressionSyntax node)
        => node is SimpleNameSyntax && node.Parent is MemberAccessExpressionSyntax access && access.Name == node ? access : node;

    /// <summary>A name, or a chain of names: it can be left out, for reading it does nothing.</summary>
    public static bool IsPlain(ExpressionSyntax expression)
    {
        while (expression is MemberAccessExpressionSyntax access)
        {
            expression = access.Expression;
        }

        return expression is SimpleNameSyntax or ThisExpressionSyntax or PredefinedTypeSyntax or AliasQualifiedNameSyntax;
    }
}
