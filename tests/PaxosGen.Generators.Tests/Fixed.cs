using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using PaxosGen.Analyzers;
using PaxosGen.Analyzers.Determinism;

namespace PaxosGen.Generators.Tests;

/// <summary>
/// Applies code fixes to the files of a project, and says what becomes of them. A file that begins with
/// <see cref="ListHead"/> is the project's PaxosGen.Determinism.txt; it comes after the code.
/// </summary>
internal static class Fixed
{
    public const string ListHead = "# PaxosGen.Determinism.txt\n";

    private static readonly AnalyzerFileReference Generator = new(typeof(StateMachineGenerator).Assembly.Location, new Loader());

    /// <summary>One of each code fix that is shipped.</summary>
    public static IReadOnlyList<CodeFixProvider> AllProviders()
        => [.. typeof(PaxosGen.CodeFixes.EditingFix).Assembly.GetTypes()
            .Where(static t => t.IsSubclassOf(typeof(CodeFixProvider)) && !t.IsAbstract)
            .Select(static t => (CodeFixProvider)Activator.CreateInstance(t)!)];

    public static Task Expect(CodeFixProvider provider, string before, string after) => Expect(provider, [before], [after]);

    /// <summary>
    /// Fails unless the fix, applied to one diagnostic after the other and to all at once, turns the files into the
    /// expected ones, to the letter; unless the result is a project without errors and without the diagnostics that the
    /// fix is for; and unless it is then left alone.
    /// </summary>
    public static async Task Expect(CodeFixProvider provider, string[] before, string[] after)
    {
        Assert.NotEmpty(await DiagnosticsAsync(provider, Project(before)));
        var one = await OneByOneAsync(provider, before);
        Assert.Equal(string.Join("\n----\n", after), string.Join("\n----\n", one));
        if (provider.GetFixAllProvider() is not null)
        {
            foreach (var scope in new[] { FixAllScope.Project, FixAllScope.Solution })
            {
                Assert.Equal(string.Join("\n----\n", after), string.Join("\n----\n", await AllAsync(provider, before, scope)));
            }
        }

        var left = await Compiled.From([.. after.Where(static f => !IsList(f))]).DiagnosticsAsync();
        Assert.DoesNotContain(left, static d => d.Severity == DiagnosticSeverity.Error);
        Assert.Empty(await DiagnosticsAsync(provider, Project(after)));
        Assert.Equal(after, await OneByOneAsync(provider, after));
    }

    /// <summary>Fails if the fix offers anything for one of its diagnostics, of which there must be some.</summary>
    public static async Task ExpectNoOffer(CodeFixProvider provider, params string[] sources)
    {
        var project = Project(sources);
        var diagnostics = await DiagnosticsAsync(provider, project);
        Assert.NotEmpty(diagnostics);
        foreach (var diagnostic in diagnostics)
        {
            Assert.Empty(await ActionsAsync(provider, project, diagnostic));
        }
    }

    /// <summary>All at once, in the first file only.</summary>
    public static Task<string[]> InFirstFileAsync(CodeFixProvider provider, params string[] sources) => AllAsync(provider, sources, FixAllScope.Document);

    /// <summary>What the fix offers for the first diagnostic.</summary>
    public static async Task<IReadOnlyList<string>> TitlesAsync(CodeFixProvider provider, params string[] sources)
    {
        var project = Project(sources);
        return [.. (await ActionsAsync(provider, project, (await DiagnosticsAsync(provider, project))[0])).Select(static a => a.Title)];
    }

    private static async Task<string[]> OneByOneAsync(CodeFixProvider provider, string[] sources)
    {
        for (var round = 0; ; round++)
        {
            Assert.True(round < 30, "No end: " + string.Join("\n----\n", sources));
            var project = Project(sources);
            var action = (CodeAction?)null;
            foreach (var diagnostic in await DiagnosticsAsync(provider, project))
            {
                action ??= (await ActionsAsync(provider, project, diagnostic)).FirstOrDefault();
            }

            if (action is null)
            {
                return sources;
            }

            sources = await TextsAsync(project, action);
        }
    }

    private static async Task<string[]> AllAsync(CodeFixProvider provider, string[] sources, FixAllScope scope)
    {
        // Once for each kind of change that the fix has.
        for (var kind = 0; kind < 4; kind++)
        {
            var project = Project(sources);
            var first = scope == FixAllScope.Document ? project.Documents.First() : null;
            var tree = first is null ? null : await first.GetSyntaxTreeAsync();
            var diagnostics = await DiagnosticsAsync(provider, project);
            var offered = (CodeAction?)null;
            foreach (var diagnostic in diagnostics.Where(d => tree is null || d.Location.SourceTree == tree))
            {
                offered ??= (await ActionsAsync(provider, project, diagnostic)).FirstOrDefault();
            }

            if (offered is null)
            {
                break;
            }

            var context = first is not null
                ? new FixAllContext(first, provider, scope, offered.EquivalenceKey, provider.FixableDiagnosticIds, new Provider(diagnostics), CancellationToken.None)
                : new FixAllContext(project, provider, scope, offered.EquivalenceKey, provider.FixableDiagnosticIds, new Provider(diagnostics), CancellationToken.None);
            var action = await provider.GetFixAllProvider()!.GetFixAsync(context);
            sources = await TextsAsync(project, action!);
        }

        return sources;
    }

    private static async Task<string[]> TextsAsync(Project project, CodeAction action)
    {
        var operations = await action.GetOperationsAsync(CancellationToken.None);
        var changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetProject(project.Id)!;
        return [.. await Task.WhenAll(changed.Documents.Cast<TextDocument>().Concat(changed.AdditionalDocuments).Select(static async d => (await d.GetTextAsync()).ToString()))];
    }

    private static Project Project(string[] sources)
    {
        using var workspace = new AdhocWorkspace();
        var project = workspace.AddProject("UserProject", LanguageNames.CSharp)
            .WithParseOptions(Compiled.Parse)
            .WithCompilationOptions(Compiled.Empty.Options)
            .WithMetadataReferences(Compiled.Empty.References)
            .AddAnalyzerReference(Generator);
        for (var i = 0; i < sources.Length; i++)
        {
            project = IsList(sources[i])
                ? project.AddAdditionalDocument("PaxosGen.Determinism.txt", SourceText.From(sources[i]), filePath: "PaxosGen.Determinism.txt").Project
                : project.AddDocument($"File{i}.cs", SourceText.From(sources[i]), filePath: $"File{i}.cs").Project;
        }

        return project;
    }

    private static bool IsList(string file) => file.StartsWith(ListHead, StringComparison.Ordinal);

    private static async Task<ImmutableArray<Diagnostic>> DiagnosticsAsync(CodeFixProvider provider, Project project)
    {
        var compilation = await project.GetCompilationAsync();
        var all = await compilation!.WithAnalyzers([new UsageAnalyzer(), new DeterminismAnalyzer()], project.AnalyzerOptions).GetAnalyzerDiagnosticsAsync();
        Assert.DoesNotContain(all, static d => d.Id == "AD0001");
        return [.. all.Where(d => provider.FixableDiagnosticIds.Contains(d.Id)).OrderBy(static d => d.Location.SourceTree!.FilePath, StringComparer.Ordinal).ThenBy(static d => d.Location.SourceSpan.Start)];
    }

    private static async Task<List<CodeAction>> ActionsAsync(CodeFixProvider provider, Project project, Diagnostic diagnostic)
    {
        var actions = new List<CodeAction>();
        var document = project.GetDocument(diagnostic.Location.SourceTree)!;
        await provider.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), CancellationToken.None));
        return actions;
    }

    /// <summary>The assembly that is loaded already.</summary>
    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath)
        {
        }

        public Assembly LoadFromPath(string fullPath) => typeof(StateMachineGenerator).Assembly;
    }

    private sealed class Provider(ImmutableArray<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken)
        {
            var tree = await document.GetSyntaxTreeAsync(cancellationToken);
            return diagnostics.Where(d => d.Location.SourceTree == tree);
        }

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
