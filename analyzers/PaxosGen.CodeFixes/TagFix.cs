using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.CodeFixes;

/// <summary>Gives a parameter, member or state field the next free tag.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(TagFix)), Shared]
public sealed class TagFix : EditingFix
{
    private const int MaxTag = (1 << 29) - 1;

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Problem.BadTag, Problem.TagNeeded];

    private protected override async Task<CodeChange?> FindAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        var node = root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        if (model is null || node is null || DeclarationOf(node) is not { } declaration || model.GetDeclaredSymbol(declaration, cancellationToken) is not { } symbol)
        {
            return null;
        }

        var free = FirstFree(symbol, diagnostic.Id == Problem.TagNeeded);
        var space = symbol.ContainingSymbol.ToDisplayString();
        var attribute = node.FirstAncestorOrSelf<AttributeSyntax>();
        var carrier = declaration is VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1 } } ? declaration.FirstAncestorOrSelf<FieldDeclarationSyntax>()! : declaration;
        if (free > MaxTag || (attribute is null && carrier is not (FieldDeclarationSyntax or PropertyDeclarationSyntax or ParameterSyntax)))
        {
            return null;
        }

        return new CodeChange(nameof(TagFix), $"Give it the tag {free}", edits =>
        {
            var tag = edits.Number(space, free);
            return attribute?.ArgumentList is { Arguments.Count: > 0 } list
                ? edits.ReplaceAsync(list.Arguments[0].Expression, old => SyntaxText.Number(tag).WithTriviaFrom(old))
                : edits.ReplaceAsync(carrier, old => SyntaxText.WithAttribute(old, SyntaxText.Attribute("Tag", tag)));
        });
    }

    private static SyntaxNode? DeclarationOf(SyntaxNode node)
        => node.AncestorsAndSelf().FirstOrDefault(static n => n is VariableDeclaratorSyntax or PropertyDeclarationSyntax or ParameterSyntax or FieldDeclarationSyntax) switch
        {
            FieldDeclarationSyntax { Declaration.Variables.Count: 1 } field => field.Declaration.Variables[0],
            FieldDeclarationSyntax => null,
            var found => found,
        };

    /// <summary>The first tag after all of the type or method; a tag that nobody has written counts by its place.</summary>
    private static int FirstFree(ISymbol symbol, bool everyOneNeedsATag)
    {
        var isMember = symbol is not IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Ordinary } };
        var siblings = symbol switch
        {
            IParameterSymbol { ContainingSymbol: IMethodSymbol method } when !isMember => method.Parameters.Where(static p => Names.OfDefinition(p.Type) != Names.Context),
            _ => FieldsOf(symbol.ContainingType),
        };
        var highest = 0;
        var place = 0;
        foreach (var sibling in siblings)
        {
            place++;
            if (TagOf(sibling) is { } tag)
            {
                highest = tag is >= 1 and < MaxTag ? Math.Max(highest, tag) : highest;
            }
            else if (!everyOneNeedsATag || !SymbolEqualityComparer.Default.Equals(sibling.ContainingType, symbol.ContainingType))
            {
                highest = Math.Max(highest, place);
            }
        }

        return highest + 1;
    }

    /// <summary>Fields and properties that are encoded, those of base classes first.</summary>
    private static IEnumerable<ISymbol> FieldsOf(INamedTypeSymbol type)
        => (type.BaseType is { } parent ? FieldsOf(parent) : [])
            .Concat(type.GetMembers().OfType<IFieldSymbol>()
                .Where(static f => !f.IsStatic && !f.IsConst)
                .Select(static f => f.AssociatedSymbol ?? f)
                .Where(static m => !Names.Has(m, Names.NotReplicated)));

    private static int? TagOf(ISymbol member)
    {
        var attribute = Names.AttributeOf(member, Names.Tag)
            ?? member.ContainingType.InstanceConstructors.SelectMany(static c => c.Parameters)
                .Where(p => member is IPropertySymbol && p.Name == member.Name && p.Locations.Intersect(member.Locations).Any())
                .Select(static p => Names.AttributeOf(p, Names.Tag)).FirstOrDefault(static a => a is not null);
        return attribute is null ? null : Names.NumberOf(attribute);
    }
}
