using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.Order;

/// <content>Queries, and the lambdas that they are given.</content>
internal sealed partial class Trace
{
    /// <summary>Elements in order that contain others without.</summary>
    private void StepInner(IInvocationOperation call, string name, Disorder disorder)
    {
        ReadLambdas(call, name, disorder);
        if (Preserving.Contains(name) || Cutting.Contains(name) || Sorting.Contains(name) || Picking.Contains(name) || name is "MaxBy" or "MinBy" or "Single" or "SingleOrDefault")
        {
            if (name == "SelectMany" && call.Arguments.Any(static a => SortKeys.LambdaOf(a.Value) is not null))
            {
                return; // Its lambda tells.
            }

            var isPick = Picking.Contains(name) || name is "MaxBy" or "MinBy" or "Single" or "SingleOrDefault";
            if (!isPick)
            {
                Push(call, disorder);
            }
            else if (disorder.Inner is { } inner)
            {
                Push(call, inner);
            }
        }
    }

    /// <summary>An Average of whole numbers is a division of their sum.</summary>
    private static ITypeSymbol? SummedType(IInvocationOperation call)
    {
        var lambda = call.Arguments.Select(static a => SortKeys.LambdaOf(a.Value)).FirstOrDefault(static l => l is not null);
        if (lambda is not null)
        {
            return lambda.Symbol.ReturnType;
        }

        var sequence = call.Instance?.Type ?? Entries.Unwrap(call.Arguments.FirstOrDefault()?.Value)?.Type;
        return call.TargetMethod.Name == "Sum" ? call.Type
            : call.Arguments.FirstOrDefault()?.Parameter?.Type is INamedTypeSymbol { TypeArguments.Length: 1 } generic ? generic.TypeArguments[0]
            : sequence;
    }

    private static bool IsByTies(IInvocationOperation call, Disorder disorder) => disorder.HasTies && call.Arguments.Length == 1 && disorder.SortedBy.Contains("");

    private void StepMoveNext(IInvocationOperation call, IOperation receiver, Disorder disorder)
    {
        IOperation child = call;
        for (var parent = call.Parent; parent is not null; child = parent, parent = parent.Parent)
        {
            var body = parent switch
            {
                IWhileLoopOperation { Condition: { } condition } loop when condition == child => loop.Body,
                IForLoopOperation { Condition: { } condition } loop when condition == child => loop.Body,
                _ => null,
            };
            if (body is not null && Variable(receiver is IArgumentOperation argument ? argument.Value : receiver) is { } cursor)
            {
                Walk(parent, body, cursor, disorder);
                return;
            }
        }

        Leak(call, "an element is taken by its place", disorder);
    }

    private void StepSort(IInvocationOperation call, Disorder disorder)
    {
        var keys = new List<Part>(SortKeys.OfQuery(call, disorder, flows, index));
        var last = call;
        while (Next(last) is { TargetMethod.Name: "ThenBy" or "ThenByDescending" } then)
        {
            keys.AddRange(SortKeys.OfQuery(then, disorder, flows, index));
            _seen.Add(last);
            last = then;
        }

        if (Sorted(call, keys, disorder) is { } rest)
        {
            // A stable sort on top of another leaves the ties of both.
            Push(last, rest.TiesAt is not null && disorder.HasTies ? rest with { SortedBy = [.. rest.SortedBy, .. disorder.SortedBy] } : rest);
        }
    }

    /// <summary>The call that a query goes on with.</summary>
    private static IInvocationOperation? Next(IOperation call)
    {
        var parent = call.Parent;
        while (parent is IConversionOperation or IParenthesizedOperation or ITranslatedQueryOperation)
        {
            parent = parent.Parent;
        }

        return parent switch
        {
            IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation next } => next,
            IInvocationOperation next => next,
            _ => null,
        };
    }

    private void StepSelect(IInvocationOperation call, Disorder disorder)
    {
        if (call.Arguments.Select(static a => SortKeys.LambdaOf(a.Value)).FirstOrDefault(static l => l is not null) is not { } lambda)
        {
            Push(call, disorder.WithoutKeys() with { Inner = null });
            return;
        }

        var entries = new Entries(lambda.Syntax, index);
        entries.Add(lambda.Symbol.Parameters[0], "");
        var result = SortKeys.ResultOf(lambda);
        if (result is not null && !entries.Depends(result))
        {
            return; // The same for each element, as often as there are some.
        }

        var projected = Projected(result, entries, disorder);
        if (!projected.OnlyInner || projected.Inner is not null)
        {
            Push(call, projected);
        }
    }

    /// <summary>Groups are in the order of their first elements, and each keeps the order of its own.</summary>
    private void StepGroup(IInvocationOperation call, Disorder disorder)
    {
        var lambdas = call.Arguments.Select(static a => (Lambda: SortKeys.LambdaOf(a.Value), a.Parameter?.Name)).Where(static l => l.Lambda is not null).ToList();
        var inner = disorder;
        if (lambdas.FirstOrDefault(static l => l.Name == "elementSelector").Lambda is { } element)
        {
            var entries = new Entries(element.Syntax, index);
            entries.Add(element.Symbol.Parameters[0], "");
            inner = Projected(SortKeys.ResultOf(element), entries, disorder);
        }

        if (lambdas.FirstOrDefault(static l => l.Name == "resultSelector").Lambda is { Symbol.Parameters: { Length: 2 } parameters } result)
        {
            foreach (var reference in index.References(parameters[1]))
            {
                Push(reference, inner);
            }

            var groups = new Entries(result.Syntax, index);
            groups.Add(parameters[0], "Key");
            Push(call, new Disorder(disorder.Differs, groups.Project(SortKeys.ResultOf(result), ["Key"])) { Related = disorder.Related });
            return;
        }

        Push(call, new Disorder(disorder.Differs, ["Key"]) { Inner = inner, Related = disorder.Related });
    }

    private void Aggregate(IInvocationOperation call, Disorder disorder)
    {
        var lambda = call.Arguments.Select(static a => SortKeys.LambdaOf(a.Value)).FirstOrDefault(static l => l is { Symbol.Parameters.Length: 2 });
        if (lambda is not null)
        {
            var entries = new Entries(lambda.Syntax, index);
            entries.Add(lambda.Symbol.Parameters[1], "");
            var result = SortKeys.ResultOf(lambda);
            if (result is not null && index.References(lambda.Symbol.Parameters[0]) is { Count: > 0 } totals && Accumulation.Of(totals[0], result, entries) == Folding.Commutes
                && !(call.Arguments.Length == 2 && Entries.Unwrap(result) is IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract }))
            {
                return;
            }
        }

        Leak(call, "the result is put together in that order", disorder);
    }

    /// <summary>What lambdas do for each element.</summary>
    private void ReadLambdas(IInvocationOperation call, string name, Disorder disorder)
    {
        foreach (var argument in call.Arguments)
        {
            if (MethodOf(argument.Value) is { Instance: { } instance } group && CollectionMethods.Appends(group.Method.Name) && !flows.Types.Absorbs(instance.Type) && name is "ForEach" or "Select" or "Any" or "All")
            {
                Leak(call, "elements are added in that order", disorder);
            }

            if (SortKeys.LambdaOf(argument.Value) is not { Symbol.Parameters: { Length: > 0 } parameters } lambda || !_seen.Add(lambda))
            {
                continue;
            }

            var entries = new Entries(lambda.Syntax, index);
            if (name != "Zip" && name != "AddOrUpdate")
            {
                Declare(entries, parameters[0], "", disorder);
            }

            if (disorder.OnlyInner)
            {
                continue;
            }

            if (name is "Select" or "Where" or "SelectMany" or "TakeWhile" or "SkipWhile" && parameters.Length == 2 && parameters[1].Type.SpecialType == SpecialType.System_Int32
                && argument.Parameter?.Type is INamedTypeSymbol { TypeArguments.Length: 3 } && index.References(parameters[1]) is { Count: > 0 } uses)
            {
                Leak(uses[0], "elements are numbered in that order", disorder);
            }

            ReadRegion(lambda.Body, entries, disorder);
        }
    }

    private static IMethodReferenceOperation? MethodOf(IOperation argument)
        => (Entries.Unwrap(argument) is IDelegateCreationOperation creation ? creation.Target : Entries.Unwrap(argument)) as IMethodReferenceOperation;
}
