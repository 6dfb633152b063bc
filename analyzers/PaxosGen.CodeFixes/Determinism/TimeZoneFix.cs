using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.CodeFixes.Determinism;

/// <summary>Takes UTC where the machine's time zone was used.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(TimeZoneFix)), Shared]
public sealed class TimeZoneFix : ExpressionFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PXG1013"];

    private protected override Rewrite? Find(ExpressionSyntax node, SemanticModel model)
    {
        var symbol = model.GetSymbolInfo(node).Symbol;
        switch (symbol?.ContainingType is { } type ? (Names.OfDefinition(type), symbol.Name) : default)
        {
            case ("System.DateTimeOffset", "LocalDateTime"):
                return new Rewrite("Use UtcDateTime", node, static old => Syntax.Renamed(old, "UtcDateTime"));
            case ("System.TimeZoneInfo", "Local"):
                return new Rewrite("Use TimeZoneInfo.Utc", node, static old => Syntax.Renamed(old, "Utc"));
            case ("System.DateTimeOffset", "ToLocalTime") when node is InvocationExpressionSyntax:
                return new Rewrite("Use ToUniversalTime", node, static old => Syntax.WithName((InvocationExpressionSyntax)old, "ToUniversalTime"));
            case ("System.DateTime", "FromFileTime") when node is InvocationExpressionSyntax:
                return new Rewrite("Use FromFileTimeUtc", node, static old => Syntax.WithName((InvocationExpressionSyntax)old, "FromFileTimeUtc"));
            case ("System.DateTime", "ToLocalTime") when node is InvocationExpressionSyntax call && Syntax.Receiver(call) is { } receiver && IsUtc(receiver, model):
                return new Rewrite("Leave it in UTC", node, static old => Syntax.Receiver((InvocationExpressionSyntax)old)!);
            case ("System.DateTimeOffset", ".ctor") when symbol is IMethodSymbol { Parameters.Length: 1 } constructor && node is BaseObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: 1 }
                && Names.OfDefinition(constructor.Parameters[0].Type) == "System.DateTime":
                return new Rewrite("Take the time as UTC", node, static old => old is BaseObjectCreationExpressionSyntax { ArgumentList: { } list } creation
                    ? creation.WithArgumentList(Syntax.WithArgument(list, 1, "offset", "global::System.TimeSpan.Zero"))
                    : old);
        }

        // A DateTime that becomes a DateTimeOffset without a word.
        var types = model.GetTypeInfo(node);
        return types is { Type: { } from, ConvertedType: { } to } && Names.OfDefinition(from) == "System.DateTime" && Names.OfDefinition(to) == "System.DateTimeOffset"
            ? new Rewrite("Take the time as UTC", node, static old => ((ObjectCreationExpressionSyntax)SyntaxText.Expression("new global::System.DateTimeOffset(x, global::System.TimeSpan.Zero)")) is var creation
                ? creation.ReplaceNode(creation.ArgumentList!.Arguments[0].Expression, old.WithoutTrivia())
                : old)
            : null;
    }

    /// <summary>Whether the expression is known to be a time in UTC.</summary>
    private static bool IsUtc(ExpressionSyntax expression, SemanticModel model)
        => model.GetSymbolInfo(expression).Symbol is { ContainingType: { } type } symbol && (Names.OfDefinition(type), symbol.Name) is ("System.DateTimeOffset", "UtcDateTime") or ("System.DateTime", "UtcNow");
}
