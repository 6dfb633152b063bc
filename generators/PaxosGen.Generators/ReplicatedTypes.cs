using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PaxosGen.Generators.Emitting;
using PaxosGen.Generators.Model;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Generators;

/// <summary>From types marked <c>[Replicated]</c> to codecs that other assemblies find.</summary>
internal static class ReplicatedTypes
{
    /// <summary>Name of the step that makes the models; for tests of caching.</summary>
    public const string ModelStep = "ReplicatedType";

    public static void Register(IncrementalGeneratorInitializationContext context)
    {
        var types = context.SyntaxProvider
            .ForAttributeWithMetadataName(Names.Replicated, static (node, _) => node is TypeDeclarationSyntax, Parse)
            .Where(static type => type is not null)
            .WithTrackingName(ModelStep);

        context.RegisterSourceOutput(types, static (output, type) => output.AddSource($"{type!.ClassName}-Replicated.g.cs", ReplicatedEmitter.Emit(type)));
    }

    private static ReplicatedModel? Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
        => ModelCache.Get(context.TargetNode, context.SemanticModel.Compilation, () => ParseAnew(context, cancellationToken), cancellationToken);

    private static ReplicatedModel? ParseAnew(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        var isFirst = Names.AttributeOf(type, Names.Replicated)?.ApplicationSyntaxReference is { } first
            && first.SyntaxTree == context.TargetNode.SyntaxTree && context.TargetNode.Span.Contains(first.Span);
        return isFirst ? ReplicatedParser.Parse(type, context.SemanticModel.Compilation, static (_, _, _) => { }, cancellationToken) : null;
    }
}
