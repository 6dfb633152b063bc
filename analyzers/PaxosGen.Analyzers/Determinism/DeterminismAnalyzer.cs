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

            var once = new OnceAnalyzed(start.Compilation, start.Options);
            start.RegisterSemanticModelAction(model =>
            {
                foreach (var diagnostic in once.Get(model.CancellationToken).InFiles[model.SemanticModel.SyntaxTree])
                {
                    model.ReportDiagnostic(diagnostic);
                }
            });
            start.RegisterSymbolAction(
                symbol => Vouches.Check(symbol, once.Get),
                SymbolKind.Method, SymbolKind.Property, SymbolKind.Field, SymbolKind.Event, SymbolKind.NamedType);
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
}
