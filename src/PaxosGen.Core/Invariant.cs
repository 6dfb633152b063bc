using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace PaxosGen.Core;

/// <summary>
/// What must be true whatever happens. A broken invariant means that going on could make replicas disagree, so the
/// replica stops; checked in production too.
/// </summary>
public static class Invariant
{
    /// <summary>Stops the replica unless <paramref name="holds"/>.</summary>
    /// <exception cref="InvariantViolationException">It does not hold.</exception>
    public static void Check([DoesNotReturnIf(false)] bool holds, [CallerArgumentExpression(nameof(holds))] string? belief = null)
    {
        if (!holds)
        {
            throw new InvariantViolationException($"Broken invariant: {belief}.");
        }
    }
}

/// <summary>A replica found itself in a state that must not exist. It stops without answering anything any more.</summary>
public sealed class InvariantViolationException(string message) : Exception(message);
