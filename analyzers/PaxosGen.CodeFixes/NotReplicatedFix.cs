using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.CodeFixes;

/// <summary>Leaves a field, a property or an event whose type cannot be replicated out of the state.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NotReplicatedFix)), Shared]
public sealed class NotReplicatedFix : EditingFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Problem.UnsupportedType];

    /// <summary>Each one is a promise that the field never influences a result, which only somebody who looks at it can give.</summary>
    private protected override bool CanFixAll => false;

    private protected override async Task<CodeChange?> FindAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        // A parameter of a handler, a method and a type can be reported, too.
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        MemberDeclarationSyntax? member = root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) switch
        {
            VariableDeclaratorSyntax { Parent.Parent: BaseFieldDeclarationSyntax field } => field,
            PropertyDeclarationSyntax property => property,
            _ => null,
        };
        return member is null
            ? null
            : new CodeChange(nameof(NotReplicatedFix), "Leave it out of snapshots with [NotReplicated]; it must not influence a result", edits =>
                edits.ReplaceAsync(member, static node => SyntaxText.WithAttribute(node, SyntaxText.Attribute("NotReplicated"))));
    }
}
