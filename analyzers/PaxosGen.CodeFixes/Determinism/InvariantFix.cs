using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.CodeFixes.Determinism;

/// <summary>Formats and parses by the invariant culture.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(InvariantFix)), Shared]
public sealed class InvariantFix : ExpressionFix
{
    private const string Title = "Use CultureInfo.InvariantCulture";
    private const string Invariant = "global::System.Globalization.CultureInfo.InvariantCulture";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PXG1012"];

    private protected override Rewrite? Find(ExpressionSyntax node, SemanticModel model)
    {
        // A value in a text, which may be the whole of it or one of its holes.
        if (node is InterpolatedStringExpressionSyntax || node.Parent is InterpolationSyntax or InterpolationAlignmentClauseSyntax)
        {
            return OfText(node.FirstAncestorOrSelf<InterpolatedStringExpressionSyntax>()!, model);
        }

        if (IsConcatenated(node, model))
        {
            return OfOperand(node, model);
        }

        if (node is BinaryExpressionSyntax binary && binary.IsKind(SyntaxKind.AddExpression))
        {
            return new[] { binary.Right, binary.Left }.Where(o => IsConcatenated(o, model)).Select(o => OfOperand(o, model)).FirstOrDefault(static r => r is not null);
        }

        return model.GetSymbolInfo(node).Symbol switch
        {
            IMethodSymbol method when node is InvocationExpressionSyntax call => OfCall(call, method, model),
            IPropertySymbol { Name: "CurrentCulture" or "CurrentUICulture", ContainingType.Name: "CultureInfo" } => new Rewrite(Title, node, static old => Syntax.Renamed(old, "InvariantCulture")),
            IPropertySymbol { Name: "CurrentInfo", ContainingType.Name: "NumberFormatInfo" or "DateTimeFormatInfo" } => new Rewrite("Use InvariantInfo", node, static old => Syntax.Renamed(old, "InvariantInfo")),
            _ => null,
        };
    }

    private static Rewrite? OfCall(InvocationExpressionSyntax call, IMethodSymbol method, SemanticModel model)
    {
        if (method.Parameters.FirstOrDefault(static p => IsProvider(p.Type)) is { } provider)
        {
            return Syntax.ArgumentFor(call.ArgumentList, method, provider.Ordinal) is not { } given
                ? new Rewrite(Title, call, old => Syntax.WithArgument((InvocationExpressionSyntax)old, provider.Ordinal, provider.Name, Invariant))
                : given.Expression.IsKind(SyntaxKind.NullLiteralExpression) ? new Rewrite(Title, given.Expression, static _ => SyntaxText.Expression(Invariant)) : null;
        }

        if (Syntax.Overload(method, IsProvider) is { } overload)
        {
            return new Rewrite(Title, call, old => Syntax.WithArgument((InvocationExpressionSyntax)old, overload.Index, overload.Name, Invariant));
        }

        // A number that a builder or writer formats.
        var last = call.ArgumentList.Arguments.LastOrDefault()?.Expression;
        return last is not null && method.Name is "Append" or "Insert" or "Write" && IsFormattable(model.GetTypeInfo(last!).Type)
            ? new Rewrite(Title, last!, static old => Syntax.Call(old, "ToString", SyntaxText.Expression(Invariant)))
            : null;
    }

    private static bool IsProvider(ITypeSymbol type) => type is { Name: "IFormatProvider", ContainingNamespace.Name: "System" };

    private static Rewrite? OfText(InterpolatedStringExpressionSyntax text, SemanticModel model)
    {
        var type = model.GetTypeInfo(text).ConvertedType;
        if (type?.Name == "AppendInterpolatedStringHandler")
        {
            return text.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { ArgumentList.Arguments.Count: 1 } append }
                ? new Rewrite(Title, append, static old => Syntax.WithArgument((InvocationExpressionSyntax)old, 0, "provider", Invariant))
                : null;
        }

        return type?.SpecialType is SpecialType.System_String or SpecialType.System_Object && !model.GetConstantValue(text).HasValue && Whole(text, model) is var whole
            ? new Rewrite(Title, whole, static old => SyntaxFactory.InvocationExpression(SyntaxFactory.ParseExpression("string.Create"), Syntax.Arguments(SyntaxText.Expression(Invariant), old.WithoutTrivia())))
            : null;
    }

    /// <summary>All of <c>$"…" + $"…"</c>, which is one text if nothing else is added.</summary>
    private static ExpressionSyntax Whole(ExpressionSyntax text, SemanticModel model)
    {
        while (text.Parent is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } binary && binary.DescendantNodesAndSelf(static n => n is BinaryExpressionSyntax).Where(static n => n is not BinaryExpressionSyntax).All(static n => n is InterpolatedStringExpressionSyntax))
        {
            text = binary;
        }

        return text;
    }

    private static Rewrite? OfOperand(ExpressionSyntax operand, SemanticModel model)
    {
        if (!IsFormattable(model.GetTypeInfo(operand).Type))
        {
            return null;
        }

        while (operand.Parent is ParenthesizedExpressionSyntax outer)
        {
            operand = outer;
        }

        return new Rewrite(Title, operand, static old => Syntax.Call(old, "ToString", SyntaxText.Expression(Invariant)));
    }

    /// <summary>Whether an expression, no text itself, is appended to one.</summary>
    private static bool IsConcatenated(ExpressionSyntax node, SemanticModel model)
    {
        var operand = node;
        while (operand.Parent is ParenthesizedExpressionSyntax outer)
        {
            operand = outer;
        }

        var sum = operand.Parent switch
        {
            BinaryExpressionSyntax binary when binary.IsKind(SyntaxKind.AddExpression) => binary,
            AssignmentExpressionSyntax assignment when assignment.IsKind(SyntaxKind.AddAssignmentExpression) && assignment.Right == operand => assignment.Left,
            _ => null,
        };
        return sum is not null && model.GetTypeInfo(sum).Type?.SpecialType == SpecialType.System_String && model.GetTypeInfo(node).Type?.SpecialType != SpecialType.System_String;
    }

    /// <summary>Whether values have a <c>ToString(IFormatProvider)</c> of their own.</summary>
    private static bool IsFormattable(ITypeSymbol? type)
        => type is { IsValueType: true } && type.GetMembers("ToString").OfType<IMethodSymbol>().Any(static m => m is { Parameters.Length: 1, DeclaredAccessibility: Accessibility.Public } && m.Parameters[0].Type.Name == "IFormatProvider");
}
