using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PaxosGen.Generators.Emitting;
using PaxosGen.Generators.Model;
using PaxosGen.Generators.Parsing;
using PaxosGen.Generators.Schema;

namespace PaxosGen.Generators;

/// <summary>From an annotated class to its replicated state machine, client and replica. Problems are the analyzer's to report.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class StateMachineGenerator : IIncrementalGenerator
{
    /// <summary>Name of the step that makes the models; for tests of caching.</summary>
    public const string ModelStep = "StateMachine";

    /// <summary>Name of the step that reads the schema file.</summary>
    public const string FileStep = "SchemaFile";

    /// <summary>Name of the step that gives the models their tags.</summary>
    public const string TaggedStep = "Tagged";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var file = context.AdditionalTextsProvider
            .Where(static text => Path.GetFileName(text.Path) == SchemaFile.Name)
            .Collect()
            .Select(static (texts, cancellationToken) => texts.IsEmpty ? SchemaFile.Empty : SchemaFile.Parse(texts[0].GetText(cancellationToken)?.ToString() ?? string.Empty))
            .WithTrackingName(FileStep);
        var machines = context.SyntaxProvider
            .ForAttributeWithMetadataName(Names.Attribute, static (node, _) => node is TypeDeclarationSyntax, Parse)
            .Where(static machine => machine is not null)
            .WithTrackingName(ModelStep);
        var tagged = machines.Combine(file)
            .Select(static (pair, _) => new Tagging(pair.Right, static (_, _, _) => { }).Tag(pair.Left!))
            .WithTrackingName(TaggedStep);

        // Only while the schema file is written: a build task takes it out of this comment.
        var isLocking = context.AnalyzerConfigOptionsProvider
            .Select(static (options, _) => options.GlobalOptions.TryGetValue("build_property.PaxosGenLocking", out var value) && value == "true");
        context.RegisterSourceOutput(tagged.Collect().Combine(file).Combine(isLocking), static (output, all) =>
        {
            if (all.Right)
            {
                output.AddSource("PaxosGen.schema.g.cs", "//" + SchemaText.Whole(all.Left.Right, all.Left.Left).Replace("\n", "\n//"));
            }
        });
        context.RegisterSourceOutput(tagged, Emit);
        ReplicatedTypes.Register(context);
        LibrarySummary.Register(context);
    }

    private static StateMachineModel? Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
        => ModelCache.Get(context.TargetNode, context.SemanticModel.Compilation, () => ParseAnew(context, cancellationToken), cancellationToken);

    private static StateMachineModel? ParseAnew(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        var machine = (INamedTypeSymbol)context.TargetSymbol;

        // Broken code can have the attribute on several parts; the first one stands for all.
        var isFirst = Names.AttributeOf(machine, Names.Attribute)?.ApplicationSyntaxReference is { } first
            && first.SyntaxTree == context.TargetNode.SyntaxTree && context.TargetNode.Span.Contains(first.Span);
        return isFirst
            ? StateMachineParser.Parse(new ParseContext(context.SemanticModel.Compilation, machine, hasLock: true, static (_, _, _) => { }, cancellationToken))
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
                if (AccessorEmitter.EmitOutside(machine) is { } outside)
                {
                    output.AddSource($"{machine.HintName}-Fields.g.cs", outside);
                }
            }
        }

        if (machine.AreNamesFree)
        {
            output.AddSource($"{machine.HintName}Client.g.cs", ClientEmitter.Emit(machine));
            output.AddSource($"{machine.HintName}Replica.g.cs", ReplicaEmitter.Emit(machine));
        }
    }
}
