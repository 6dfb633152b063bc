using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.Order;

/// <content>Variables that hold the collection, and what is returned.</content>
internal sealed partial class Trace
{
    private void StepReturn(IReturnOperation answer, Disorder disorder)
    {
        for (var parent = answer.Parent; parent is not null; parent = parent.Parent)
        {
            switch (parent)
            {
                case IAnonymousFunctionOperation lambda:
                    ReturnFrom(lambda, answer, disorder);
                    return;
                case ILocalFunctionOperation function:
                    Return(function.Symbol, answer, disorder);
                    foreach (var call in index.CallsOf(function.Symbol))
                    {
                        Push(call, disorder);
                    }

                    return;
            }
        }

        if (index.Method is { } method)
        {
            Return(method, answer, disorder);
        }
    }

    private void Return(IMethodSymbol method, IOperation answer, Disorder disorder)
    {
        var type = method.ReturnType;
        if (flows.Types.Absorbs(type) || type.SpecialType == SpecialType.System_Void)
        {
            return;
        }

        if (Flows.IsHandler(method) || !Flows.IsSequence(type))
        {
            Leak(answer, "the result has its elements in that order", disorder);
        }
        else
        {
            _returned.Add((method, disorder));
        }
    }

    private void ReturnFrom(IAnonymousFunctionOperation lambda, IOperation answer, Disorder disorder)
    {
        var parent = lambda.Parent;
        while (parent is IDelegateCreationOperation or IConversionOperation)
        {
            parent = parent.Parent;
        }

        if (parent is not IArgumentOperation { Parent: IInvocationOperation call })
        {
            return;
        }

        switch (call.TargetMethod.Name)
        {
            case "SelectMany":
                Push(call, disorder);
                break;
            case "Select":
                Push(call, new Disorder(disorder.Differs, []) { OnlyInner = true, Inner = disorder, Related = disorder.Related });
                break;
            case "Sum" or "Where" or "Any" or "All" or "Count":
                break;
            default:
                if (!flows.Types.Absorbs(lambda.Symbol.ReturnType))
                {
                    Leak(answer, "each value keeps its elements in that order", disorder);
                }

                break;
        }
    }

    private void Store(IOperation target, IOperation assignment, Disorder disorder)
    {
        switch (target)
        {
            case ILocalReferenceOperation local:
                Hold(local.Local, local.Local.Type, assignment, disorder);
                break;
            case IDiscardOperation:
                break;
            case IOperation { Type: { } type } when flows.Types.Absorbs(type):
                break;
            case IMemberReferenceOperation { Member: var member }:
                if (!IsSortedLater(member, assignment, disorder) && !IsMadeOf(assignment, member))
                {
                    Leak(assignment, $"'{member.Name}' keeps it", disorder);
                }

                break;
            default:
                Leak(assignment, "it is kept", disorder);
                break;
        }
    }

    /// <summary>A constructor that sets a field of an interface's type to the collection itself: uses of the field are looked at.</summary>
    private bool IsMadeOf(IOperation assignment, ISymbol member)
        => index.Method is { MethodKind: MethodKind.Constructor } && assignment is ISimpleAssignmentOperation { Value: var value } && flows.Types.Of(Entries.Unwrap(value)?.Type) is not null && member.Kind is SymbolKind.Field or SymbolKind.Property;

    /// <summary>A variable holds the elements from here on, until it is sorted.</summary>
    private void Hold(ISymbol variable, ITypeSymbol type, IOperation at, Disorder disorder)
    {
        if (flows.Types.Absorbs(type) || disorder.OnlyInner && disorder.Inner is null)
        {
            return;
        }

        Disorder? current = disorder;
        foreach (var reference in index.References(variable).Where(r => r.Syntax.SpanStart >= at.Syntax.Span.End).OrderBy(static r => r.Syntax.SpanStart))
        {
            if (reference.Parent is ISimpleAssignmentOperation assignment && assignment.Target == reference)
            {
                continue;
            }

            if (BodyIndex.SortOf(reference) is { } sort)
            {
                current = Sorted(sort, SortKeys.OfSort(sort, current, flows, index), current);
                if (current is null)
                {
                    return;
                }

                continue;
            }

            Push(reference, current);
        }
    }

    private bool IsSortedLater(ISymbol member, IOperation at, Disorder disorder)
    {
        if (index.SortAfter(member, at.Syntax.SpanStart) is not { } sort)
        {
            return false;
        }

        if (Sorted(sort, SortKeys.OfSort(sort, disorder, flows, index), disorder) is { } ties)
        {
            Leak(sort, "equal elements stay in that order", ties);
        }

        return true;
    }

    /// <summary>The disorder that a sort leaves; null if none.</summary>
    private static Disorder? Sorted(IOperation sort, IReadOnlyList<Part> by, Disorder disorder)
    {
        if (disorder.IsCut)
        {
            return disorder;
        }

        if (SortKeys.AreTotal(by, disorder))
        {
            return disorder.Inner is { } inner ? new Disorder(disorder.Differs, disorder.Keys) { OnlyInner = true, Inner = inner, Related = disorder.Related } : null;
        }

        return disorder with { TiesAt = sort, SortedBy = [.. by.Select(static p => p.Path)] };
    }
}
