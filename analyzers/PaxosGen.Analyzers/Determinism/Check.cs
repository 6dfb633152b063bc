using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace PaxosGen.Analyzers.Determinism;

/// <summary>A rule's code: looks at one operation of a body after the other. One instance serves a compilation, in one thread at a time.</summary>
internal abstract class Check
{
    /// <summary>The kinds of operations that it wants to see.</summary>
    public abstract ImmutableArray<OperationKind> Kinds { get; }

    /// <summary>Called once for each such operation of each body in reach of a handler, whoever reaches it.</summary>
    public abstract void Visit(IOperation operation, Body body);

    /// <summary>Called once, when all that handlers reach is known: for what depends on more than one body. May still report.</summary>
    public virtual void Complete()
    {
    }
}
