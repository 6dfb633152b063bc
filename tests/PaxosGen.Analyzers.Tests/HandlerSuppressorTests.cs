using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using PaxosGen.Analyzers.Determinism;

namespace PaxosGen.Analyzers.Tests;

/// <summary>What .NET's analyzers say of handlers and would not say if they knew what handlers are.</summary>
public sealed class HandlerSuppressorTests
{
    private const string Source =
        """
        using PaxosGen;
        [ReplicatedStateMachine]
        public partial class Machine
        {
            [Command(1)] public int Command() => 1;
            [Query(2)] public int Query() => 2;
            public int Other() => 3;
        }
        """;

    [Theory]
    [InlineData("CA1822")]
    [InlineData("CA1024")]
    [InlineData("CA5394")]
    public async Task Handlers_are_quiet_and_nothing_else(string id)
    {
        var compilation = Analyzed.Empty.AddSyntaxTrees(CSharpSyntaxTree.ParseText(Source, Analyzed.Parse));
        var options = new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), null, concurrentAnalysis: true, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: true);
        var diagnostics = await compilation.WithAnalyzers([new OfEachBody(id), new HandlerSuppressor()], options).GetAnalyzerDiagnosticsAsync();
        Assert.Equal(3, diagnostics.Length);
        Assert.Equal(["1", "2"], diagnostics.Where(static d => d.IsSuppressed).Select(static d => d.Location.SourceTree!.ToString().Substring(d.Location.SourceSpan.Start, d.Location.SourceSpan.Length)).Order(StringComparer.Ordinal));
    }

    /// <summary>Stands for .NET's analyzers: says something of each method.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("MicrosoftCodeAnalysisCorrectness", "RS1036", Justification = "Runs in this test alone.")]
    [DiagnosticAnalyzer(LanguageNames.CSharp)]
    private sealed class OfEachBody(string id) : DiagnosticAnalyzer
    {
        private readonly DiagnosticDescriptor _descriptor = new(id, "Title", "Message", "Category", DiagnosticSeverity.Warning, isEnabledByDefault: true);

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [_descriptor];

        public override void Initialize(AnalysisContext context)
        {
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.EnableConcurrentExecution();
            context.RegisterSyntaxNodeAction(
                node => node.ReportDiagnostic(Diagnostic.Create(_descriptor, ((MethodDeclarationSyntax)node.Node).ExpressionBody!.Expression.GetLocation())),
                SyntaxKind.MethodDeclaration);
        }
    }
}
