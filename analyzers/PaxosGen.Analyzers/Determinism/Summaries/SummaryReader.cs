using Microsoft.CodeAnalysis;
using PaxosGen.Analyzers.Determinism.External;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Analyzers.Determinism.Summaries;

/// <summary>What referenced libraries say of themselves, where PaxosGen's generator was at work in them.</summary>
internal sealed class SummaryReader
{
    private readonly Dictionary<IAssemblySymbol, Dictionary<string, Verdict>?> _assemblies = new(SymbolEqualityComparer.Default);

    /// <summary>The verdict about a member of a library; null if the library has no summary.</summary>
    public Verdict? Find(ISymbol symbol)
    {
        if (symbol.ContainingAssembly is not { } assembly)
        {
            return null;
        }

        if (!_assemblies.TryGetValue(assembly, out var entries))
        {
            _assemblies.Add(assembly, entries = Read(assembly));
        }

        return entries is null ? null : entries.TryGetValue(symbol.OriginalDefinition.GetDocumentationCommentId() ?? string.Empty, out var verdict) ? verdict : Verdict.Allowed;
    }

    private static Dictionary<string, Verdict>? Read(IAssemblySymbol assembly)
    {
        var entries = default(Dictionary<string, Verdict>);
        foreach (var attribute in assembly.GetAttributes())
        {
            if (attribute.AttributeClass is not { Name: "DeterminismSummaryAttribute" or "NondeterministicAttribute" } type)
            {
                continue;
            }

            entries ??= new Dictionary<string, Verdict>(StringComparer.Ordinal);
            if (Names.OfDefinition(type) == SummaryWriter.NondeterministicAttribute
                && attribute.ConstructorArguments is { Length: 3 } arguments
                && arguments[0].Value is string id && arguments[1].Value is string rule && arguments[2].Value is string what
                && Rules.Find(rule) is { } known)
            {
                entries[id] = new Verdict(known, $"in {assembly.Name} it reaches {what}");
            }
        }

        return entries;
    }
}
