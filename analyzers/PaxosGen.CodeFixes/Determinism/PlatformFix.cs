using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.CodeFixes.Determinism;

/// <summary>Ends lines with <c>'\n'</c>, and reads numbers with their lowest byte first, on every platform.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PlatformFix)), Shared]
public sealed class PlatformFix : ExpressionFix
{
    private const string Primitives = "global::System.Buffers.Binary.BinaryPrimitives.";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PXG1017"];

    private protected override Rewrite? Find(ExpressionSyntax node, SemanticModel model)
    {
        if (model.GetSymbolInfo(node).Symbol is not { ContainingType: { } type } symbol)
        {
            return null;
        }

        return (Names.OfDefinition(type), symbol.Name, node) switch
        {
            ("System.Environment", "NewLine", _) => new Rewrite("Write '\\n'", node, IsAppended(node, model) ? static _ => NewLine : static _ => Text("\n")),
            ("System.Text.StringBuilder", "AppendLine", InvocationExpressionSyntax call) => OfAppend(call),
            ("System.IO.TextWriter" or "System.IO.StringWriter", "WriteLine", InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0 })
                => new Rewrite("Write '\\n'", node, static old => Syntax.WithName((InvocationExpressionSyntax)old, "Write").WithArgumentList(Syntax.Arguments(NewLine))),
            ("System.String", "ReplaceLineEndings", InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0 })
                => new Rewrite("Write '\\n'", node, static old => ((InvocationExpressionSyntax)old).WithArgumentList(Syntax.Arguments(Text("\n")))),
            ("System.BitConverter", _, InvocationExpressionSyntax call) when symbol is IMethodSymbol method => OfBytes(call, method),
            _ => null,
        };
    }

    private static LiteralExpressionSyntax NewLine => SyntaxFactory.LiteralExpression(SyntaxKind.CharacterLiteralExpression, SyntaxFactory.Literal('\n'));

    private static LiteralExpressionSyntax Text(string text) => SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(text));

    private static bool IsAppended(ExpressionSyntax node, SemanticModel model)
        => node.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { ArgumentList.Arguments.Count: 1 } call }
            && model.GetSymbolInfo(call).Symbol is IMethodSymbol { Name: "Append", ContainingType.Name: "StringBuilder" };

    /// <summary>What is appended, and then the end of the line.</summary>
    private static Rewrite? OfAppend(InvocationExpressionSyntax call)
        => call.Expression is MemberAccessExpressionSyntax or MemberBindingExpressionSyntax
            ? new Rewrite("Append '\\n'", call, static old =>
            {
                var append = Syntax.WithName((InvocationExpressionSyntax)old, "Append");
                return append.ArgumentList.Arguments.Count == 0 ? append.WithArgumentList(Syntax.Arguments(NewLine)) : Syntax.Call(append, "Append", NewLine).WithTriviaFrom(old);
            })
            : null;

    private static Rewrite? OfBytes(InvocationExpressionSyntax call, IMethodSymbol method)
    {
        var arguments = call.ArgumentList.Arguments;
        if (arguments.Any(static a => a.NameColon is not null))
        {
            return null;
        }

        if (method.Name == "TryWriteBytes" && IsNumber(method.Parameters[1].Type.Name))
        {
            return Primitive($"TryWrite{method.Parameters[1].Type.Name}LittleEndian", static list => list);
        }

        var number = method.Name.StartsWith("To", StringComparison.Ordinal) ? method.Name.Substring(2) : "";
        if (!IsNumber(number) || SyntaxFacts.IsKeywordKind(SyntaxFacts.GetKeywordKind(number)))
        {
            return null;
        }

        return arguments.Count == 1
            ? Primitive($"Read{number}LittleEndian", static list => list)
            : Primitive($"Read{number}LittleEndian", static list => Syntax.Arguments(Syntax.Call(list.Arguments[0].Expression, "AsSpan", list.Arguments[1].Expression.WithoutTrivia()))) with { Import = "System" };

        Rewrite Primitive(string name, Func<ArgumentListSyntax, ArgumentListSyntax> change)
            => new("Use BinaryPrimitives, lowest byte first", call, old => SyntaxFactory.InvocationExpression(SyntaxText.Expression(Primitives + name), change(((InvocationExpressionSyntax)old).ArgumentList)));
    }

    private static bool IsNumber(string type) => type is "Int16" or "Int32" or "Int64" or "Int128" or "UInt16" or "UInt32" or "UInt64" or "UInt128" or "Half" or "Single" or "Double";
}
