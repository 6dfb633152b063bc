using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Analyzers;

/// <summary>
/// Reports everything about state machines that the generator cannot make code for, on the line where it is, and every
/// difference from the schema file that matters.
/// </summary>
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
        context.RegisterSymbolAction(AnalyzeMethod, SymbolKind.Method);
        context.RegisterAdditionalFileAction(SchemaCheck.CheckFile);
        context.RegisterCompilationStartAction(static start =>
        {
            var schema = new SchemaCheck(start.Options, start.CancellationToken);
            start.RegisterSymbolAction(symbol => AnalyzeClass(symbol, schema), SymbolKind.NamedType);
            start.RegisterCompilationEndAction(schema.CheckMachines);
        });
    }

    private static void AnalyzeClass(SymbolAnalysisContext context, SchemaCheck schema)
    {
        var parse = new ParseContext(
            context.Compilation,
            (INamedTypeSymbol)context.Symbol,
            schema.HasFile,
            (id, location, arguments) => context.ReportDiagnostic(Diagnostic.Create(Descriptors.Of(id), location, arguments)),
            context.CancellationToken);
        if (StateMachineParser.Parse(parse) is { } machine)
        {
            schema.Check(machine, parse, context.ReportDiagnostic);
        }
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
