using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using PaxosGen.Analyzers.Determinism.External;
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
                foreach (var diagnostic in once.Get(model.CancellationToken).InFiles[model.SemanticModel.SyntaxTree])
                {
                    model.ReportDiagnostic(diagnostic);
                }
            });
            start.RegisterAdditionalFileAction(file =>
            {
                if (UserList.IsList(file.AdditionalFile))
                {
                    foreach (var diagnostic in once.Get(file.CancellationToken).InLists[file.AdditionalFile])
                    {
                        file.ReportDiagnostic(diagnostic);
                    }
                }
            });
        });
    }

    /// <summary>The result of the analysis, made by whoever asks first. One who gives up leaves it to the next.</summary>
    private sealed class Once(Compilation compilation, AnalyzerOptions options)
    {
        private readonly object _gate = new();
        private (ILookup<SyntaxTree, Diagnostic> InFiles, ILookup<AdditionalText, Diagnostic> InLists)? _diagnostics;

        public (ILookup<SyntaxTree, Diagnostic> InFiles, ILookup<AdditionalText, Diagnostic> InLists) Get(CancellationToken cancellationToken)
        {
            lock (_gate)
            {
                if (_diagnostics is not { } diagnostics)
                {
                    var analysis = new Analysis(compilation, options, cancellationToken);
                    _diagnostics = diagnostics = (analysis.Run(), analysis.Apis.User.Problems(withUnused: analysis.Machines.Count > 0));
                }

                return diagnostics;
            }
        }
    }
}
