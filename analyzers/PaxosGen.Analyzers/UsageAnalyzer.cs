using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
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
        context.RegisterSymbolAction(AnalyzeMember, SymbolKind.Field, SymbolKind.Property, SymbolKind.Event);
        context.RegisterAdditionalFileAction(SchemaCheck.CheckFile);
        context.RegisterCompilationStartAction(static start =>
        {
            var schema = new SchemaCheck(start.Options, start.CancellationToken);
            var said = new ConcurrentDictionary<(string Id, Location? At, string Message), ISymbol>();
            start.RegisterSymbolAction(symbol => AnalyzeClass(symbol, schema, said), SymbolKind.NamedType);
            start.RegisterCompilationEndAction(schema.CheckMachines);
        });
    }

    /// <summary>Reports what is wrong with a class, but for what has been said of a type that another one uses, too.</summary>
    private static void AnalyzeClass(SymbolAnalysisContext context, SchemaCheck schema, ConcurrentDictionary<(string Id, Location? At, string Message), ISymbol> said)
    {
        void Report(string id, Location? location, params string[] arguments)
        {
            var diagnostic = Descriptors.Create(id, location, arguments);
            if (SymbolEqualityComparer.Default.Equals(said.GetOrAdd((id, location, diagnostic.GetMessage(CultureInfo.InvariantCulture)), context.Symbol), context.Symbol))
            {
                context.ReportDiagnostic(diagnostic);
            }
        }

        var type = (INamedTypeSymbol)context.Symbol;
        var parse = new ParseContext(context.Compilation, type, schema.HasFile, Report, context.CancellationToken);
        if (StateMachineParser.Parse(parse) is { } machine)
        {
            schema.Check(machine, parse, context.ReportDiagnostic);
        }

        ReplicatedParser.Parse(type, context.Compilation, Report, context.CancellationToken);
    }

    private static void AnalyzeMethod(SymbolAnalysisContext context)
    {
        var method = context.Symbol;
        if ((Names.AttributeOf(method, Names.Command) ?? Names.AttributeOf(method, Names.Query)) is { } attribute
            && method.ContainingType is { } type && !Names.Has(type, Names.Attribute))
        {
            var instead = type.TypeKind == TypeKind.Interface ? $"put the attribute on the method that implements it in a class with [ReplicatedStateMachine], as '{type.Name}' is an interface"
                : type.TypeKind != TypeKind.Class || type.IsStatic ? $"move it to a class with [ReplicatedStateMachine], which '{type.Name}' cannot be"
                : type.IsAbstract ? $"override it in a class with [ReplicatedStateMachine] and put the attribute there, as '{type.Name}' is abstract"
                : $"mark the class '{type.Name}' with [ReplicatedStateMachine]";
            context.ReportDiagnostic(Descriptors.Create(Problem.HandlerOutside, Names.LocationOf(attribute), method.Name, type.Name, instead));
        }
    }

    /// <summary>Nothing but care keeps a field that differs between replicas out of results, so each stays visible.</summary>
    private static void AnalyzeMember(SymbolAnalysisContext context)
    {
        var member = context.Symbol;
        if (!member.IsStatic && !member.IsImplicitlyDeclared && Names.AttributeOf(member, Names.NotReplicated) is { } attribute)
        {
            context.ReportDiagnostic(Descriptors.Create(Problem.LeftOut, Names.LocationOf(attribute), member.Name));
        }
    }
}
