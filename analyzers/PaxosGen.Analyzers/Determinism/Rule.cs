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
internal sealed class Rule(InQuery inQuery, DiagnosticDescriptor descriptor)
{
    public DiagnosticDescriptor Descriptor { get; } = descriptor;

    public InQuery InQuery { get; } = inQuery;

    public string Id => Descriptor.Id;
}
