using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.CodeFixes.Determinism;

/// <summary>Takes the log's time, as the type that was used, instead of a clock's.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ClockFix)), Shared]
public sealed class ClockFix : EditingFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PXG1001"];

    private protected override async Task<CodeChange?> FindAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        var node = await NodeAsync<ExpressionSyntax>(document, diagnostic, cancellationToken).ConfigureAwait(false);
        if (model is null || node is null)
        {
            return null;
        }

        // The provider of times may be what is reported, and not its use.
        var read = Syntax.Whole(node) is { Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call, Name.Identifier.ValueText: "GetUtcNow" } access } whole && access.Expression == whole
            ? call
            : Syntax.Whole(node);
        if (MemberFor(read, model) is not { } member || await ContextPath.FindAsync(document, read, cancellationToken).ConfigureAwait(false) is not { } path)
        {
            return null;
        }

        return new CodeChange(nameof(ClockFix), $"Use {path.Name}.{member}", async edits =>
        {
            await path.ApplyAsync(edits).ConfigureAwait(false);
            if (edits.Begin(read))
            {
                await edits.ReplaceAsync(read, old => SyntaxFactory.ParseExpression($"{path.Name}.{member}").WithTriviaFrom(old)).ConfigureAwait(false);
            }
        });
    }

    private static string? MemberFor(ExpressionSyntax read, SemanticModel model)
    {
        if (model.GetSymbolInfo(read).Symbol is not { ContainingType: { } type } symbol)
        {
            return null;
        }

        const string DateTime = "Timestamp.UtcDateTime";
        return (Names.OfDefinition(type), symbol.Name) switch
        {
            ("System.DateTime", "UtcNow") => DateTime,
            ("System.DateTimeOffset", "UtcNow") => "Timestamp",
            ("System.DateTime", "Today") => DateTime + ".Date",

            // The local time is another one, but what is asked of it here is not.
            ("System.DateTime", "Now") when NextMember(read) == "ToUniversalTime" || IsDate(read, model) => DateTime,
            ("System.DateTimeOffset", "Now") when NextMember(read) is "ToUniversalTime" or "UtcDateTime" or "UtcTicks" or "ToUnixTimeMilliseconds" or "ToUnixTimeSeconds" => "Timestamp",
            ("System.TimeProvider", "GetUtcNow") when read is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: { } provider } } && Syntax.IsPlain(provider) => "Timestamp",
            _ => null,
        };
    }

    /// <summary>Only a day is wanted: as with <c>Today</c>, it becomes that of UTC.</summary>
    private static bool IsDate(ExpressionSyntax read, SemanticModel model)
        => NextMember(read) == "Date"
            || (read.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } && model.GetSymbolInfo(call).Symbol is IMethodSymbol { Name: "FromDateTime" } method
                && Names.OfDefinition(method.ContainingType) == "System.DateOnly");

    private static string? NextMember(ExpressionSyntax expression)
        => expression.Parent is MemberAccessExpressionSyntax access && access.Expression == expression ? access.Name.Identifier.ValueText : null;
}
