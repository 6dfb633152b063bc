using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using PaxosGen.Analyzers;
using PaxosGen.CodeFixes;

namespace PaxosGen.Generators.Tests;

/// <summary>The code fix that brings the schema file up to date: one edit for all that is new, and nothing that would break data.</summary>
public sealed class SchemaFileFixTests
{
    private const string Code =
        """
        using PaxosGen;
        [ReplicatedStateMachine] public partial class A { private int _old; private int _new; [Command(1)] public int Add(int by) => _old += by + _new++; [Query(2)] public B Get() => new(); }
        [ReplicatedStateMachine] public partial class Other { private int _n; [Command(1)] public int Next() => ++_n; }
        public sealed class B { public int X { get; init; } }
        """;

    private const string File = "# Kept.\r\nformat 1\r\n\r\nmachine A\r\n  state 1 _old: int\r\n  command 1 Sum: int\r\n    1 by: int\r\n";

    private const string Updated =
        "# Kept.\r\nformat 1\r\n\r\nmachine A\r\n  state 1 _old: int\r\n  state 2 _new: int\r\n  command 1 Add: int\r\n    1 by: int\r\n  query 2 Get: B\r\n"
        + "\r\ntype B\r\n  1 X: int\r\n\r\nmachine Other\r\n  state 1 _n: int\r\n  command 1 Next: int\r\n";

    [Theory]
    [InlineData("PXG2002")]
    [InlineData("PXG2003")]
    public async Task Any_of_the_diagnostics_brings_the_whole_file_up_to_date(string id)
    {
        var project = Project(Code, File);
        var diagnostic = (await DiagnosticsAsync(project)).First(d => d.Id == id);
        var actions = new List<CodeAction>();
        await new SchemaFileFix().RegisterCodeFixesAsync(new CodeFixContext(
            project.GetDocument(diagnostic.Location.SourceTree)!, diagnostic, (action, _) => actions.Add(action), CancellationToken.None));
        var after = await AppliedAsync(project, actions.Single());
        Assert.Equal(Updated, await TextAsync(after));
        Assert.Empty(await DiagnosticsAsync(after));
    }

    [Theory]
    [InlineData(FixAllScope.Project)]
    [InlineData(FixAllScope.Solution)]
    public async Task All_at_once_is_the_same_and_twice_is_once(FixAllScope scope)
    {
        var project = Project(Code, File);
        for (var round = 0; round < 2; round++)
        {
            var fix = new SchemaFileFix();
            var context = new FixAllContext(project, fix, scope, null, fix.FixableDiagnosticIds, new NoDiagnostics(), CancellationToken.None);
            project = await AppliedAsync(project, (await fix.GetFixAllProvider().GetFixAsync(context))!);
            Assert.Equal(Updated, await TextAsync(project));
        }
    }

    [Fact]
    public async Task What_would_break_data_is_left_for_a_person()
    {
        var project = Project(Code, File.Replace("_old: int", "_old: long", StringComparison.Ordinal));
        var diagnostic = (await DiagnosticsAsync(project)).First(d => d.Id == "PXG2002");
        var actions = new List<CodeAction>();
        await new SchemaFileFix().RegisterCodeFixesAsync(new CodeFixContext(
            project.GetDocument(diagnostic.Location.SourceTree)!, diagnostic, (action, _) => actions.Add(action), CancellationToken.None));
        var after = await AppliedAsync(project, actions.Single());
        Assert.Equal(Updated.Replace("_old: int", "_old: long", StringComparison.Ordinal), await TextAsync(after));
        Assert.Equal(["PXG2001"], (await DiagnosticsAsync(after)).Select(static d => d.Id));
    }

    private static Project Project(string code, string file)
    {
        using var workspace = new AdhocWorkspace();
        return workspace.AddProject("UserProject", LanguageNames.CSharp)
            .WithParseOptions(Compiled.Parse)
            .WithCompilationOptions(Compiled.Empty.Options)
            .WithMetadataReferences(Compiled.Empty.References)
            .AddDocument("File0.cs", SourceText.From(code), filePath: "File0.cs").Project
            .AddAdditionalDocument("PaxosGen.schema.txt", SourceText.From(file), filePath: "PaxosGen.schema.txt").Project;
    }

    private static async Task<string> TextAsync(Project project) => (await project.AdditionalDocuments.Single().GetTextAsync()).ToString();

    private static async Task<Project> AppliedAsync(Project project, CodeAction action)
    {
        var operations = await action.GetOperationsAsync(CancellationToken.None);
        return operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetProject(project.Id)!;
    }

    private static async Task<IReadOnlyList<Diagnostic>> DiagnosticsAsync(Project project)
    {
        var compilation = await project.GetCompilationAsync();
        var all = await compilation!.WithAnalyzers([new UsageAnalyzer()], project.AnalyzerOptions).GetAnalyzerDiagnosticsAsync();
        return [.. all.Where(static d => d.Severity >= DiagnosticSeverity.Warning)];
    }

    private sealed class NoDiagnostics : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
