using Microsoft.CodeAnalysis;

namespace PaxosGen.Analyzers.Determinism;

/// <summary>What becomes of a finding in code that only queries reach: they change nothing, so replicas cannot diverge by them.</summary>
internal enum InQuery
{
    /// <summary>Not reported.</summary>
    Harmless,

    /// <summary>Reported as PXG1026: answers differ by replica.</summary>
    Local,

    /// <summary>Reported like in commands.</summary>
    Same,

    /// <summary>Reported of queries alone.</summary>
    Only,
}

/// <summary>A rule of the determinism catalogue.</summary>
internal sealed class Rule
{
    private const string Help = "https://github.com/paxosgen/paxosgen/blob/main/docs/diagnostics/";

    /// <param name="message">{0} is the leaf, {1} the advice, {2} the path.</param>
    public Rule(string id, DiagnosticSeverity severity, InQuery inQuery, string title, string message)
    {
        InQuery = inQuery;
        Descriptor = new DiagnosticDescriptor(id, title, message, "PaxosGen.Determinism", severity, isEnabledByDefault: true, helpLinkUri: Help + id + ".md");
    }

    public DiagnosticDescriptor Descriptor { get; }

    public InQuery InQuery { get; }

    public string Id => Descriptor.Id;
}
