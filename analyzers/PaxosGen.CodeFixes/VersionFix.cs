using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.CodeFixes;

/// <summary>Lets the schema's versions begin with 1.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(VersionFix)), Shared]
public sealed class VersionFix : EditingFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Problem.BadVersion];

    private protected override async Task<CodeChange?> FindAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var attribute = await NodeAsync<AttributeSyntax>(document, diagnostic, cancellationToken).ConfigureAwait(false);
        var argument = attribute?.ArgumentList?.Arguments.FirstOrDefault(static a => a.NameEquals?.Name.Identifier.ValueText == "Version");
        return argument is null
            ? null
            : new CodeChange(nameof(VersionFix), "Begin with version 1", edits =>
                edits.ReplaceAsync(argument.Expression, static old => SyntaxText.Number(1).WithTriviaFrom(old)));
    }
}
