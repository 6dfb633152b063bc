using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Analyzers;

/// <summary>Reports everything about state machines that the generator cannot make code for, on the line where it is.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UsageAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => Descriptors.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(AnalyzeClass, SymbolKind.NamedType);
        context.RegisterSymbolAction(AnalyzeMethod, SymbolKind.Method);
    }

    private static void AnalyzeClass(SymbolAnalysisContext context)
    {
        void Report(string id, Location? location, params string[] arguments) => context.ReportDiagnostic(Diagnostic.Create(Descriptors.Of(id), location, arguments));

        StateMachineParser.Parse((INamedTypeSymbol)context.Symbol, context.Compilation, Report, context.CancellationToken);
        ReplicatedParser.Parse((INamedTypeSymbol)context.Symbol, context.Compilation, Report, context.CancellationToken);
    }

    private static void AnalyzeMethod(SymbolAnalysisContext context)
    {
        var method = context.Symbol;
        if ((Names.AttributeOf(method, Names.Command) ?? Names.AttributeOf(method, Names.Query)) is { } attribute
            && method.ContainingType is { } type && !Names.Has(type, Names.Attribute))
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.Of(Problem.HandlerOutside), Names.LocationOf(attribute), method.Name, type.Name));
        }
    }
}
