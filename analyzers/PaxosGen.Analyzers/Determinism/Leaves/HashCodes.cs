using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Analyzers.Determinism.Leaves;

/// <summary>
/// PXG1010: hash codes of strings, of objects and of what contains them are other numbers in each process. In GetHashCode
/// itself, and in what only hash functions call, they are seen by hash tables alone.
/// </summary>
internal sealed class HashCodes(Analysis analysis, Instantiations instantiations) : Check
{
    private const string Advice = "use SHA256.HashData or arithmetic of your own for values that are kept or returned";

    private readonly StableHashes _stable = new(analysis);
    private readonly HashCallers _callers = new(analysis);

    public override ImmutableArray<OperationKind> Kinds { get; } = [OperationKind.Invocation, OperationKind.MethodReference];

    public override void Visit(IOperation operation, Body body)
    {
        var (method, receiver, argument) = operation switch
        {
            IInvocationOperation call => (call.TargetMethod, TypeOf(call.Instance), call.Arguments.IsEmpty ? null : TypeOf(call.Arguments[0].Value)),
            IMethodReferenceOperation reference => (reference.Method, TypeOf(reference.Instance), reference.Method.Parameters.FirstOrDefault()?.Type),
            _ => throw new ArgumentOutOfRangeException(nameof(operation)),
        };
        if (Reason(method, receiver, argument) is not { } reason || InHashFunction(operation, body))
        {
            return;
        }

        body.Report(new Finding(Rules.HashCode, LeafPlace.Of(operation), Names.InMessage(method), reason)
        {
            Holds = visit => _callers.SeesValues(visit)
                && (receiver is not ITypeParameterSymbol parameter || instantiations.Any(parameter, t => !_stable.Is(t))),
        });
    }

    private string? Reason(IMethodSymbol method, ITypeSymbol? receiver, ITypeSymbol? argument)
    {
        if (method.Name is "Combine" or "ToHashCode")
        {
            return SymbolNames.Is(method.ContainingType, "System", "HashCode") ? $"its seed is made at random for each process; {Advice}" : null;
        }

        if (method.Name != nameof(GetHashCode))
        {
            return null;
        }

        if (method.IsStatic || method.Parameters.Length > 0)
        {
            if (SymbolNames.Is(method.ContainingType, "System.Runtime.CompilerServices", "RuntimeHelpers"))
            {
                return "the identity of an object is another number in each process; number the objects";
            }

            return analysis.Sources.Has(method) || !IsComparer(method) || (argument is not null && !method.IsStatic && !IsOfStrings(method) && _stable.Is(argument))
                ? null
                : $"hash codes of strings and of objects differ by process; {Advice}";
        }

        return receiver is null || _stable.Is(receiver) ? null : $"hash codes of {Names.InMessage(receiver)} differ by process; {Advice}";
    }

    private static bool IsComparer(IMethodSymbol method)
        => method.ContainingType is { SpecialType: SpecialType.System_String } or { Name: "StringComparer" or "CompareInfo" or "EqualityComparer" or "IEqualityComparer" or "ReferenceEqualityComparer" };

    private static bool IsOfStrings(IMethodSymbol method) => method.ContainingType is { SpecialType: SpecialType.System_String } or { Name: "StringComparer" or "CompareInfo" or "ReferenceEqualityComparer" };

    /// <summary>The type before it was boxed or widened for the call.</summary>
    private static ITypeSymbol? TypeOf(IOperation? value)
    {
        while (value is IConversionOperation { IsImplicit: true, Operand: { Type: not null } operand } conversion && conversion.Type is { IsReferenceType: true } or ITypeParameterSymbol)
        {
            value = operand;
        }

        return value?.Type;
    }

    private static bool InHashFunction(IOperation operation, Body body)
        => HashCallers.IsHashFunction(body.Method) || IsInHashing(operation);

    /// <summary>In a lambda that is given as a hash function, like to EqualityComparer.Create.</summary>
    private static bool IsInHashing(IOperation operation)
    {
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IArgumentOperation { Parameter.Name: "getHashCode" })
            {
                return true;
            }
        }

        return false;
    }
}
