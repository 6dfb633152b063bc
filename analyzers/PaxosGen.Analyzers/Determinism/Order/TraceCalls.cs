using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.Order;

/// <content>What calls do with a collection that they are made on or given.</content>
internal sealed partial class Trace
{
    private static readonly HashSet<string> Preserving = new(StringComparer.Ordinal)
    {
        "Where", "SelectMany", "Distinct", "Concat", "Append", "Prepend", "Cast", "OfType", "Reverse", "AsEnumerable", "AsQueryable", "ToList", "ToArray", "ToImmutableList",
        "ToImmutableArray", "AsReadOnly", "Union", "UnionBy", "Except", "ExceptBy", "Intersect", "IntersectBy", "DefaultIfEmpty", "AsSpan", "AsMemory", "GetRange", "FindAll", "ConvertAll", "Slice",
        "Clone", "GetEnumerator", "GetAsyncEnumerator", "ToAsyncEnumerable", "Join", "LeftJoin", "RightJoin", "GroupJoin", "AsParallel", "WithCancellation", "ToBuilder", "ToImmutable", "Shuffle", "CreateRange",
        "ConfigureAwait", "Create", "ToLookup", "CountBy", "AggregateBy", "AddRange", "InsertRange", "ToArrayAsync", "ToListAsync", "DrainToImmutable", "MoveToImmutable", "Add", "Insert", "Push", "Enqueue", "SetItem",
    };

    private static readonly HashSet<string> Cutting = new(StringComparer.Ordinal)
    {
        "Take", "Skip", "TakeWhile", "SkipWhile", "TakeLast", "SkipLast", "Chunk",
    };

    private static readonly HashSet<string> Numbering = new(StringComparer.Ordinal) { "Zip", "Index", "SequenceEqual", "StartsWith", "EndsWith", "SequenceCompareTo" };

    private static readonly HashSet<string> Picking = new(StringComparer.Ordinal)
    {
        "First", "FirstOrDefault", "Last", "LastOrDefault", "ElementAt", "ElementAtOrDefault", "Find", "FindLast", "FindIndex", "FindLastIndex", "IndexOf", "LastIndexOf", "Peek", "Pop", "Dequeue",
        "TryPeek", "TryPop", "TryDequeue", "TryTake", "Take", "ToHashCode", "GetValue",
    };

    private static readonly HashSet<string> Sorting = new(StringComparer.Ordinal) { "OrderBy", "OrderByDescending", "Order", "OrderDescending", "ThenBy", "ThenByDescending" };

    private void StepArgument(IArgumentOperation argument, Disorder disorder)
    {
        switch (argument.Parent)
        {
            case IInvocationOperation call when flows.IsOfUser(call.TargetMethod):
                if (argument.Parameter is { } parameter)
                {
                    GiveTo(call.TargetMethod, parameter.Ordinal, call, argument, disorder);
                }

                break;
            case IInvocationOperation call when argument.Parameter?.Ordinal == 0 && call.TargetMethod.IsStatic:
                StepCall(call, argument, disorder);
                break;
            case IInvocationOperation call:
                StepOther(call, argument, disorder);
                break;
            case IObjectCreationOperation { Constructor: { } constructor } creation when flows.IsOfUser(constructor):
                if (argument.Parameter is { } of)
                {
                    GiveTo(constructor, of.Ordinal, creation, argument, disorder);
                }

                break;
            case IObjectCreationOperation { Type: { } type } creation when !flows.Types.Absorbs(type):
                if (Flows.IsSequence(type))
                {
                    Push(creation, disorder);
                }
                else if (type.SpecialType == SpecialType.System_String)
                {
                    Leak(creation, "the text is put together in that order", disorder);
                }

                break;
            case IObjectCreationOperation { Type: { } type } creation when UnorderedTypes.IsOpen(type):
                Push(creation, disorder);
                break;
            case IObjectCreationOperation { Type.Name: "PriorityQueue" } creation:
                Tie(creation, "equal priorities are served in the order of adding", creation);
                break;
        }
    }

    private void GiveTo(IMethodSymbol method, int ordinal, IOperation call, IArgumentOperation argument, Disorder disorder)
    {
        var definition = (method.ReducedFrom ?? method).OriginalDefinition;
        if (flows.FlowOf(definition, ordinal, disorder) is { } inner)
        {
            foreach (var (at, why) in inner.Leaks)
            {
                Leak(argument, why, disorder);
                Add(Leaks, at, why);
            }

            foreach (var (at, why) in inner.Ties)
            {
                Tie(argument, why, inner.TiesAt);
                Add(Ties, at, why);
            }

            if (inner.ReturnedBy(definition.PartialImplementationPart ?? definition) is { } result)
            {
                Push(call, result);
            }
        }
    }

    private static void Add(List<(Location, string)> list, Location at, string why)
    {
        if (!list.Contains((at, why)))
        {
            list.Add((at, why));
        }
    }

    /// <summary>A call on the collection, or of an extension of it.</summary>
    private void StepCall(IInvocationOperation call, IOperation receiver, Disorder disorder)
    {
        var method = call.TargetMethod;
        if (flows.IsOfUser(method))
        {
            return; // An own collection's methods are looked at for themselves.
        }

        var name = method.Name;
        if (disorder.OnlyInner)
        {
            StepInner(call, name, disorder);
            return;
        }

        var isUnordered = flows.Types.Of(receiver is IArgumentOperation { Value: var value } ? Entries.Unwrap(value)?.Type : receiver.Type) is not null;
        if (name == "Aggregate")
        {
            Aggregate(call, disorder);
            return;
        }

        ReadLambdas(call, name, disorder);
        if (name == "MoveNext")
        {
            StepMoveNext(call, receiver, disorder);
        }
        else if (Cutting.Contains(name) && !isUnordered | method.IsStatic | method.IsExtensionMethod)
        {
            StepCut(call, disorder);
        }
        else if (Numbering.Contains(name))
        {
            Leak(call, "elements are matched by their place", disorder);
        }
        else if (Picking.Contains(name))
        {
            StepPick(call, name, disorder);
        }
        else if (!StepQuery(call, name, disorder))
        {
            StepOther(call, receiver, disorder);
        }
    }

    /// <summary>Queries that sort, group or project; whether it is one of them.</summary>
    private bool StepQuery(IInvocationOperation call, string name, Disorder disorder)
    {
        if (Sorting.Contains(name))
        {
            StepSort(call, disorder);
        }
        else if (name is "MaxBy" or "MinBy")
        {
            if (Sorted(call, SortKeys.OfQuery(call, disorder, flows, index), disorder) is { } ties)
            {
                Pick(call, ties);
            }
        }
        else if (name is "Select")
        {
            StepSelect(call, disorder);
        }
        else if (name == "GroupBy" || name == "ToLookup")
        {
            StepGroup(call, disorder);
        }
        else if (name is "Sum" or "Average" && Accumulation.IsFloating(SummedType(call)) && !IsByTies(call, disorder))
        {
            Leak(call, "sums of floating-point numbers depend on the order of adding", disorder);
        }
        else if (name is "DistinctBy")
        {
            var keys = SortKeys.OfQuery(call, disorder, flows, index);
            Push(call, Sorted(call, keys, disorder) is { } ties ? ties with { IsCut = true } : disorder);
        }
        else if (name is "Distinct" or "Union" && !disorder.IgnoresCase && Comparers.IgnoresCase(call))
        {
            Push(call, disorder with { TiesAt = call, SortedBy = [], IsCut = true }); // Which of them stays?
        }
        else
        {
            return false;
        }

        return true;
    }

    /// <summary>Everything else that a library does with the collection.</summary>
    private void StepOther(IInvocationOperation call, IOperation operand, Disorder disorder)
    {
        var name = call.TargetMethod.Name;
        var isReceiver = call.Instance == operand || call.TargetMethod.IsStatic && operand is IArgumentOperation { Parameter.Ordinal: 0 };
        var container = call.TargetMethod.ContainingType;
        if (name is "Join" or "Concat" or "Format" && container.SpecialType == SpecialType.System_String || name is "AppendJoin" || name.StartsWith("Serialize", StringComparison.Ordinal) && container.Name.Contains("Serializer"))
        {
            Leak(call, "the text is put together in that order", disorder);
        }
        else if (name == "ToString" && call.Instance?.Type is { Name: "StringBuilder" or "StringWriter" } || name is "GetHashAndReset" or "GetCurrentHash")
        {
            Leak(call, "the text is put together in that order", disorder);
        }
        else if (name is "CopyTo" or "TryCopyTo" && isReceiver && call.Arguments.FirstOrDefault(a => a != operand) is { } target)
        {
            CopyTo(target.Value, call, disorder);
        }
        else if (!isReceiver || container.Name == "CollectionExtensions" && name == "AddRange" && operand is IArgumentOperation { Parameter.Ordinal: 1 })
        {
            StepGiven(call, operand, disorder);
        }
        else if (Preserving.Contains(name) && call.Type is { SpecialType: not SpecialType.System_Void } type && Flows.IsSequence(type) && !flows.Types.Absorbs(type))
        {
            var projected = name is "SelectMany" or "Join" or "LeftJoin" or "RightJoin" or "GroupJoin" or "ConvertAll" or "Concat" ? disorder.WithoutKeys() : name is "CountBy" or "AggregateBy" ? new Disorder(disorder.Differs, ["Key", ""]) : disorder;
            Push(call, projected);
        }
    }

    /// <summary>The collection is an argument of a call on something else.</summary>
    private void StepGiven(IInvocationOperation call, IOperation operand, Disorder disorder)
    {
        var name = call.TargetMethod.Name;
        var receiver = call.Instance ?? call.Arguments.FirstOrDefault(a => a != operand)?.Value;
        if (call.Type is { SpecialType: not SpecialType.System_Void } type && Flows.IsSequence(type) && !flows.Types.Absorbs(type) && name is "Concat" or "Union" or "AddRange" or "InsertRange" or "Zip" or "CreateRange" or "UnionBy")
        {
            if (name == "Zip")
            {
                Leak(call, "elements are matched by their place", disorder);
            }
            else
            {
                Push(call, disorder.WithoutKeys());
            }
        }
        else if (name is "Zip" or "SequenceEqual")
        {
            Leak(call, "elements are matched by their place", disorder);
        }
        else if (receiver is not null && CollectionMethods.Appends(name) && !flows.Types.Absorbs(receiver.Type) && (name.EndsWith("Range", StringComparison.Ordinal) || flows.Types.Of(Entries.Unwrap(((IArgumentOperation)operand).Value)?.Type) is null))
        {
            CopyTo(receiver, call, disorder);
        }
    }

    private void CopyTo(IOperation target, IInvocationOperation call, Disorder disorder)
    {
        switch (Entries.Unwrap(target))
        {
            case ILocalReferenceOperation local:
                Hold(local.Local, local.Local.Type, call, disorder);
                break;
            case IMemberReferenceOperation { Member: var member }:
                if (!IsSortedLater(member, call, disorder))
                {
                    Leak(call, $"'{member.Name}' gets its elements in that order", disorder);
                }

                break;
            default:
                Leak(call, "elements are copied in that order", disorder);
                break;
        }
    }
}
