using Microsoft.CodeAnalysis;
using PaxosGen.Generators.Model;
using PaxosGen.Generators.Schema;

namespace PaxosGen.Generators.Parsing;

/// <summary>From the symbol of a type marked <c>[Replicated]</c> to its model, reporting what is wrong on the way.</summary>
internal static class ReplicatedParser
{
    private const string Namespace = "PaxosGen.Generated";

    /// <summary>The model, or null if there is nothing to generate.</summary>
    public static ReplicatedModel? Parse(INamedTypeSymbol type, Compilation compilation, Report report, CancellationToken cancellationToken)
    {
        if (Names.AttributeOf(type, Names.Replicated) is not { } attribute)
        {
            return null;
        }

        var className = type.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat).Replace('.', '_').Replace("@", string.Empty);
        var context = new ParseContext(compilation, type, hasLock: false, report, cancellationToken)
        {
            Within = compilation.Assembly,
            Scope = $"global::{Namespace}.{className}",

            // The versions are those of the state machines that have it.
            Version = int.MaxValue,
        };
        if (WhyNot(type, compilation) is { } why)
        {
            context.Report(Problem.BadReplicated, Names.LocationOf(attribute), type.Name, why);
            return null;
        }

        var types = new TypeParser(context, new NestedNames("Codecs", "PrivateCodecs", "Fields"));
        if (types.Parse(type, Names.LocationOf(type), type.Name) is null)
        {
            return null;
        }

        var tagging = new Tagging(
            SchemaFile.Empty,
            (problem, keys, arguments) => context.Report(problem, keys.Select(k => context.Locations.TryGetValue(k, out var at) ? at : null).FirstOrDefault(static l => l is not null) ?? Names.LocationOf(type), arguments));
        var messages = tagging.Tag(types.Messages.ToEquatableArray());
        return !context.HasErrors
            ? new ReplicatedModel(
                Names.InCode(type),
                className,
                Visibility.Of(type) >= Visibility.Public ? "public" : "internal",
                messages,
                types.Enums.Values.ToEquatableArray(),
                types.Foreign.ToEquatableArray(),
                types.Members.Fields.ToEquatableArray())
            : null;
    }

    private static string? WhyNot(INamedTypeSymbol type, Compilation compilation)
    {
        for (var t = type; t is not null; t = t.ContainingType)
        {
            if (t.IsGenericType)
            {
                return "it is generic or nested in a generic type, so that its encoding is not known here; mark the closed types that contain it";
            }
        }

        return Names.Has(type, Names.Codec) ? "it has a [Codec], which other assemblies use as it is; remove [Replicated]"
            : Names.Has(type, Names.Attribute) ? "it is a state machine, which has snapshots; remove [Replicated]"
            : type.IsFileLocal || !compilation.IsSymbolAccessibleWithin(type, compilation.Assembly) ? "generated code cannot name it; make it public"
            : null;
    }
}
