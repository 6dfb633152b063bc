using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;
using PaxosGen.Generators.Model;
using PaxosGen.Generators.Parsing;
using PaxosGen.Generators.Schema;

namespace PaxosGen.CodeFixes;

/// <summary>
/// Adds to the schema file of a project everything that it lacks, and follows new names. It is one edit, whichever of the
/// diagnostics is mended; what would break data is left for a person.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class SchemaFileFix : CodeFixProvider
{
    private const string Title = "Update " + SchemaFile.Name;

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Problem.NotLocked, Problem.Renamed];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => EveryProject.Instance;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var project = context.Document.Project;
        context.RegisterCodeFix(
            CodeAction.Create(Title, cancellationToken => UpdateAsync(project.Solution, project, cancellationToken), Title),
            context.Diagnostics);
        return Task.CompletedTask;
    }

    private static async Task<Solution> UpdateAsync(Solution solution, Project project, CancellationToken cancellationToken)
    {
        var document = project.AdditionalDocuments.FirstOrDefault(static d => Path.GetFileName(d.FilePath ?? d.Name) == SchemaFile.Name);
        if (document is null || await project.GetCompilationAsync(cancellationToken).ConfigureAwait(false) is not { } compilation)
        {
            return solution;
        }

        var text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        var file = SchemaFile.Parse(text.ToString());
        if (file.Fault is not null)
        {
            return solution;
        }

        var machines = Machines(compilation.Assembly.GlobalNamespace)
            .Select(m => StateMachineParser.Parse(new ParseContext(compilation, m, hasLock: true, static (_, _, _) => { }, cancellationToken)))
            .OfType<StateMachineModel>()
            .Select(m => new Tagging(file, static (_, _, _) => { }).Tag(m));
        var updated = SchemaText.Whole(file, machines);
        if (text.ToString().Contains("\r\n"))
        {
            updated = updated.Replace("\n", "\r\n");
        }

        return solution.WithAdditionalDocumentText(document.Id, SourceText.From(updated, text.Encoding));
    }

    private static IEnumerable<INamedTypeSymbol> Machines(INamespaceOrTypeSymbol container)
        => container.GetMembers().OfType<INamespaceOrTypeSymbol>()
            .SelectMany(static m => (m is INamedTypeSymbol type && Names.Has(type, Names.Attribute) ? [type] : Enumerable.Empty<INamedTypeSymbol>()).Concat(Machines(m)));

    private sealed class EveryProject : FixAllProvider
    {
        public static readonly EveryProject Instance = new();

        public override IEnumerable<FixAllScope> GetSupportedFixAllScopes() => [FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution];

        public override Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext)
            => Task.FromResult<CodeAction?>(CodeAction.Create(Title, cancellationToken => UpdateAllAsync(fixAllContext, cancellationToken), Title));

        private static async Task<Solution> UpdateAllAsync(FixAllContext context, CancellationToken cancellationToken)
        {
            var solution = context.Solution;
            foreach (var project in context.Scope == FixAllScope.Solution ? context.Solution.Projects : [context.Project])
            {
                solution = await UpdateAsync(solution, project, cancellationToken).ConfigureAwait(false);
            }

            return solution;
        }
    }
}
