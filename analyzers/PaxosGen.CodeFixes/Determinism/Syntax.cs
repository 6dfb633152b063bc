using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.CodeFixes.Determinism;

/// <summary>Questions about expressions, and pieces to make others of.</summary>
internal static class Syntax
{
    public const string Ordinal = "global::System.StringComparer.Ordinal";

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

    /// <summary>What a method is called on, if it is written <c>receiver.Method(…)</c>.</summary>
    public static ExpressionSyntax? Receiver(InvocationExpressionSyntax call) => (call.Expression as MemberAccessExpressionSyntax)?.Expression;

    /// <summary>The same call of a method with another name.</summary>
    public static InvocationExpressionSyntax WithName(InvocationExpressionSyntax call, string name)
        => call.WithExpression((ExpressionSyntax)Renamed(call.Expression, name));

    /// <summary>The same with another name at its end.</summary>
    public static ExpressionSyntax Renamed(ExpressionSyntax expression, string name)
    {
        var identifier = SyntaxFactory.IdentifierName(name);
        return expression switch
        {
            MemberAccessExpressionSyntax access => access.WithName(identifier.WithTriviaFrom(access.Name)),
            MemberBindingExpressionSyntax binding => binding.WithName(identifier.WithTriviaFrom(binding.Name)),
            _ => identifier.WithTriviaFrom(expression),
        };
    }

    /// <summary>The same call with one argument more.</summary>
    public static InvocationExpressionSyntax WithArgument(InvocationExpressionSyntax call, int index, string name, string value)
        => call.WithArgumentList(WithArgument(call.ArgumentList, index, name, value));

    public static ArgumentListSyntax WithArgument(ArgumentListSyntax list, int index, string name, string value)
    {
        var argument = SyntaxFactory.Argument(SyntaxText.Expression(value));
        return list.Arguments.Count < index || list.Arguments.Take(index).Any(static a => a.NameColon is not null)
            ? list.WithArguments(SyntaxText.Insert(list.Arguments, list.Arguments.Count, argument.WithNameColon(SyntaxFactory.NameColon(name).WithTrailingTrivia(SyntaxFactory.Space))))
            : list.WithArguments(SyntaxText.Insert(list.Arguments, index, argument));
    }

    /// <summary>The expression in parentheses, if a member cannot be taken of it without.</summary>
    public static ExpressionSyntax AsOperand(ExpressionSyntax expression)
    {
        var bare = expression.WithoutTrivia();
        return bare is MemberAccessExpressionSyntax or InvocationExpressionSyntax or SimpleNameSyntax or ParenthesizedExpressionSyntax or ElementAccessExpressionSyntax or ThisExpressionSyntax
            or InterpolatedStringExpressionSyntax or BaseObjectCreationExpressionSyntax || bare.IsKind(SyntaxKind.StringLiteralExpression) || bare.IsKind(SyntaxKind.SuppressNullableWarningExpression)
            ? bare
            : SyntaxFactory.ParenthesizedExpression(bare);
    }

    /// <summary><c>expression.Name(arguments)</c>.</summary>
    public static InvocationExpressionSyntax Call(ExpressionSyntax expression, string name, params ExpressionSyntax[] arguments)
        => SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, AsOperand(expression), SyntaxFactory.IdentifierName(name)),
            Arguments(arguments));

    public static ArgumentListSyntax Arguments(params ExpressionSyntax[] arguments)
    {
        var list = default(SeparatedSyntaxList<ArgumentSyntax>);
        foreach (var argument in arguments)
        {
            list = SyntaxText.Insert(list, list.Count, SyntaxFactory.Argument(argument));
        }

        return SyntaxFactory.ArgumentList(list);
    }

    /// <summary>Whether a type or an extension method of the namespace is found without its full name.</summary>
    public static bool Imports(SyntaxNode node, string name, SemanticModel model)
        => model.LookupNamespacesAndTypes(node.SpanStart, name: name == "System.Linq" ? "Enumerable" : "MemoryExtensions").OfType<INamedTypeSymbol>().Any(t => Names.OfNamespace(t.ContainingNamespace) == name);

    /// <summary>The value of an argument that is a constant.</summary>
    public static object? Constant(ExpressionSyntax? expression, SemanticModel model)
        => expression is not null && model.GetConstantValue(expression) is { HasValue: true, Value: var value } ? value : null;

    /// <summary>The argument for a parameter; null if it is left out.</summary>
    public static ArgumentSyntax? ArgumentFor(ArgumentListSyntax list, IMethodSymbol method, int ordinal)
        => list.Arguments.FirstOrDefault(a => a.NameColon?.Name.Identifier.ValueText == method.Parameters[ordinal].Name)
            ?? (ordinal < list.Arguments.Count && list.Arguments.Take(ordinal + 1).All(static a => a.NameColon is null) ? list.Arguments[ordinal] : null);

    /// <summary>Where an overload of a method, otherwise the same, has one parameter more, of a type; and what it is called.</summary>
    public static (int Index, string Name)? Overload(IMethodSymbol method, Func<ITypeSymbol, bool> isWanted)
    {
        var called = method.ReducedFrom is { } definition ? definition.Arity > 0 ? definition.Construct([.. method.TypeArguments]) : definition : method;
        foreach (var other in called.ContainingType.GetMembers(called.Name).OfType<IMethodSymbol>())
        {
            if (other.IsStatic != called.IsStatic || other.Arity != called.Arity || other.Parameters.Length != called.Parameters.Length + 1 || other.DeclaredAccessibility != Accessibility.Public)
            {
                continue;
            }

            var overload = other.Arity > 0 ? other.Construct([.. called.TypeArguments]) : other;
            for (var i = 0; i < overload.Parameters.Length; i++)
            {
                if (isWanted(overload.Parameters[i].Type) && overload.Parameters.RemoveAt(i).Zip(called.Parameters, IsSame).All(static same => same))
                {
                    return (i - (method.ReducedFrom is null ? 0 : 1), overload.Parameters[i].Name);
                }
            }
        }

        return null;
    }

    private static bool IsSame(IParameterSymbol a, IParameterSymbol b) => a.RefKind == b.RefKind && SymbolEqualityComparer.Default.Equals(a.Type, b.Type);
}
