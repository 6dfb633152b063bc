using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using PaxosGen.Analyzers.Determinism;
using PaxosGen.CodeFixes.Determinism;
using PaxosGen.Generators.Tests;

namespace PaxosGen.Analyzers.Tests.Fixes;

/// <summary>What cannot be verified is vouched for where it is declared, or in the list; what is of no use leaves the list.</summary>
public sealed class VouchFixTests
{
    private const string Unknown = """
        using System;
        using PaxosGen;
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            [NotReplicated] private readonly IRates _rates = null!;
            private decimal _total;
            [Command(1)] public void Add(decimal amount) => _total += _rates.Convert(amount);
        }
        public interface IRates
        {
            /// <summary>Kept.</summary>
            decimal Convert(decimal amount);
        }

        """;

    private const string External = """
        using System;
        using PaxosGen;
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private string _text = "";
            [Command(1)] public void Add() { _text = AppContext.TargetFrameworkName + _text; System.Reflection.Metadata.AssemblyNameInfo.Parse("a"); }
        }

        """;

    [Fact]
    public Task The_user_s_own_members_get_the_attribute() => Fixed.Expect(
        new VouchFix(),
        Unknown,
        Unknown.Replace("    decimal Convert", "    [Deterministic(\"say here why it does the same on every replica\")] decimal Convert", StringComparison.Ordinal));

    [Fact]
    public Task Libraries_get_a_line_in_the_list() => Fixed.Expect(
        new VouchFix(),
        [External, Fixed.ListHead + "\nallow T:System.AppContext; kept"],
        [
            External,
            Fixed.ListHead + "\nallow T:System.AppContext; kept\n"
                + "vouch M:System.Reflection.Metadata.AssemblyNameInfo.Parse(System.ReadOnlySpan{System.Char}); say here why it does the same on every replica\n",
        ]);

    [Fact]
    public Task Without_a_list_libraries_cannot_be_vouched_for() => Fixed.ExpectNoOffer(new VouchFix(), External);

    [Fact]
    public void Nothing_is_vouched_for_without_looking() => Assert.Null(new VouchFix().GetFixAllProvider());

    [Theory]
    [InlineData("# Kept.\nvouch M:A.B; no such thing\nvouch M:A.C\n", "# Kept.\nvouch M:A.C\n")]
    [InlineData("allow T:A.B\r\nallow T:A.B; again", "allow T:A.B\r\n")]
    public async Task Lines_of_no_use_are_removed(string before, string after)
    {
        using var workspace = new AdhocWorkspace();
        var project = workspace.AddProject("UserProject", LanguageNames.CSharp)
            .WithMetadataReferences(Compiled.Empty.References)
            .WithCompilationOptions(Compiled.Empty.Options)
            .AddDocument("File0.cs", SourceText.From(Unknown), filePath: "File0.cs").Project
            .AddAdditionalDocument("PaxosGen.Determinism.txt", SourceText.From(before), filePath: "PaxosGen.Determinism.txt").Project;
        var compilation = await project.GetCompilationAsync();
        var found = await compilation!.WithAnalyzers([new DeterminismAnalyzer()], project.AnalyzerOptions).GetAnalyzerDiagnosticsAsync();
        var actions = new List<CodeAction>();
        foreach (var diagnostic in found.Where(static d => d.Id == "PXG1027"))
        {
            await new UnusedVouchFix().RegisterCodeFixesAsync(new CodeFixContext(project.AdditionalDocuments.Single(), diagnostic.Location.SourceSpan, [diagnostic], (action, _) => actions.Add(action), CancellationToken.None));
        }

        var operations = await actions.Single().GetOperationsAsync(CancellationToken.None);
        var changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetProject(project.Id)!;
        Assert.Equal(after, (await changed.AdditionalDocuments.Single().GetTextAsync()).ToString());
    }
}
