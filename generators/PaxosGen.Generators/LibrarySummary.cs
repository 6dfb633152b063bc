using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using PaxosGen.Analyzers.Determinism;
using PaxosGen.Analyzers.Determinism.Summaries;

namespace PaxosGen.Generators;

/// <summary>
/// From a library to its determinism summary, which tells the analyzers of projects that reference it what its members
/// do. It reads the whole project, so it runs in builds and not while somebody types.
/// </summary>
internal static class LibrarySummary
{
    public static void Register(IncrementalGeneratorInitializationContext context)
    {
        var isAsked = context.AnalyzerConfigOptionsProvider
            .Select(static (options, _) => options.GlobalOptions.TryGetValue("build_property.PaxosGenDeterminismSummary", out var value) && value == "true");
        var lists = context.AdditionalTextsProvider.Collect();
        context.RegisterImplementationSourceOutput(context.CompilationProvider.Combine(lists).Combine(isAsked), static (output, all) =>
        {
            var ((compilation, files), isAsked) = all;
            if (isAsked && Summarize(compilation, files, output.CancellationToken) is { } text)
            {
                output.AddSource("PaxosGen.Determinism.g.cs", text);
            }
        });
    }

    private static string? Summarize(Compilation compilation, ImmutableArray<AdditionalText> files, CancellationToken cancellationToken)
        => compilation.GetTypeByMetadataName(SummaryWriter.DeterminismSummaryAttribute) is null
            ? null
            : new SummaryWriter(new Analysis(compilation, new AnalyzerOptions(files), cancellationToken)).Write();
}
