using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Analyzers.Determinism;

/// <summary>
/// Reports every line in reach of a command that could make two replicas disagree, in the file where it is, with the
/// calls that lead there.
/// </summary>
/// <remarks>One analysis serves all files of a compilation; it runs when the first of them is looked at.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DeterminismAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => Rules.Descriptors;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(Names.Attribute) is null)
            {
                return;
            }

            var once = new Once(start.Compilation, start.Options);
            start.RegisterSemanticModelAction(model =>
            {
                foreach (var diagnostic in once.Diagnostics(model.CancellationToken)[model.SemanticModel.SyntaxTree])
                {
                    model.ReportDiagnostic(diagnostic);
                }
            });
        });
    }

    /// <summary>The result of the analysis, made by whoever asks first. One who gives up leaves it to the next.</summary>
    private sealed class Once(Compilation compilation, AnalyzerOptions options)
    {
        private readonly object _gate = new();
        private ILookup<SyntaxTree, Diagnostic>? _diagnostics;

        public ILookup<SyntaxTree, Diagnostic> Diagnostics(CancellationToken cancellationToken)
        {
            lock (_gate)
            {
                return _diagnostics ??= new Analysis(compilation, options, cancellationToken).Run();
            }
        }
    }
}
