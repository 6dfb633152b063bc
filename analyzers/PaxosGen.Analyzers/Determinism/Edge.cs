using Microsoft.CodeAnalysis;

namespace PaxosGen.Analyzers.Determinism;

/// <summary>How a body reaches a method.</summary>
internal enum EdgeKind
{
    /// <summary>Exactly this method runs.</summary>
    Direct,

    /// <summary>Any override or implementation may run.</summary>
    Virtual,

    /// <summary>The static abstract member of whatever type argument is given.</summary>
    TypeArgument,
}

/// <summary>A call, or anything else in a body that runs other code of the user's.</summary>
/// <param name="Target">The method as it is bound; <see cref="Member.Of"/> names its code.</param>
/// <param name="Site">Where; null for what the compiler adds and nothing in the code shows.</param>
internal readonly record struct Edge(IMethodSymbol Target, EdgeKind Kind, IOperation? Site);
