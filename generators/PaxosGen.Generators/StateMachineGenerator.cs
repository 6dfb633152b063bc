using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PaxosGen.Generators.Emitting;
using PaxosGen.Generators.Model;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Generators;

/// <summary>From an annotated class to its replicated state machine, client and replica. Problems are the analyzer's to report.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class StateMachineGenerator : IIncrementalGenerator
{
    /// <summary>Name of the step that makes the models; for tests of caching.</summary>
    public const string ModelStep = "StateMachine";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var machines = context.SyntaxProvider
            .ForAttributeWithMetadataName(Names.Attribute, static (node, _) => node is TypeDeclarationSyntax, Parse)
            .Where(static machine => machine is not null)
            .WithTrackingName(ModelStep);

        context.RegisterSourceOutput(machines, static (output, machine) => Emit(output, machine!));
        ReplicatedTypes.Register(context);
    }

    private static StateMachineModel? Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        var machine = (INamedTypeSymbol)context.TargetSymbol;

        // Broken code can have the attribute on several parts; the first one stands for all.
        var isFirst = Names.AttributeOf(machine, Names.Attribute)?.ApplicationSyntaxReference is { } first
            && first.SyntaxTree == context.TargetNode.SyntaxTree && context.TargetNode.Span.Contains(first.Span);
        return isFirst
            ? StateMachineParser.Parse(machine, context.SemanticModel.Compilation, static (_, _, _) => { }, cancellationToken)
            : null;
    }

    private static void Emit(SourceProductionContext output, StateMachineModel machine)
    {
        if (machine.IsPartial)
        {
            // No class has a dash in its name, so no other class's file is called so.
            output.AddSource($"{machine.HintName}.g.cs", DispatchEmitter.Emit(machine));
            if (!machine.HasErrors)
            {
                output.AddSource($"{machine.HintName}-Codecs.g.cs", CodecEmitter.Emit(machine));
            }
        }

        if (machine.AreNamesFree)
        {
            output.AddSource($"{machine.HintName}Client.g.cs", ClientEmitter.Emit(machine));
            output.AddSource($"{machine.HintName}Replica.g.cs", ReplicaEmitter.Emit(machine));
        }
    }
}
