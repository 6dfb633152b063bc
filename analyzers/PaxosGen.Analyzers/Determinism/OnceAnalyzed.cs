using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace PaxosGen.Analyzers.Determinism;

/// <summary>What the analysis of a compilation has to say. Immutable.</summary>
/// <param name="InFiles">What is to be reported, by source file.</param>
/// <param name="InLists">What is wrong with the user's lists.</param>
/// <param name="NeedsVouch">Whether a handler would reach what an attribute on this symbol vouches for; null without state machines.</param>
internal sealed record AnalysisResult(ILookup<SyntaxTree, Diagnostic> InFiles, ILookup<AdditionalText, Diagnostic> InLists, Func<ISymbol, bool>? NeedsVouch);

/// <summary>The result of the analysis, made by whoever asks first. One who gives up leaves it to the next. Thread-safe.</summary>
internal sealed class OnceAnalyzed(Compilation compilation, AnalyzerOptions options)
{
    private readonly object _gate = new();
    private AnalysisResult? _result;

    public AnalysisResult Get(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_result is null)
            {
                var analysis = new Analysis(compilation, options, cancellationToken);
                var diagnostics = analysis.Run();
                var hasMachines = analysis.Machines.Count > 0;
                _result = new AnalysisResult(diagnostics, analysis.Apis.User.Problems(withUnused: hasMachines), hasMachines ? analysis.Vouched.Contains : null);
            }

            return _result;
        }
    }
}
