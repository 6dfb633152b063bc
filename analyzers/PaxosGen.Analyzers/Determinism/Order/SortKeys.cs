using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.Order;

/// <summary>What sorts compare, and whether that leaves ties.</summary>
internal static class SortKeys
{
    /// <summary>What OrderBy, ThenBy, MaxBy and the like compare: the element itself, if they have no selector.</summary>
    public static IReadOnlyList<Part> OfQuery(IInvocationOperation call, Disorder disorder, Flows flows, BodyIndex index)
    {
        IReadOnlyList<Part> selected = call.TargetMethod.Name is "Order" or "OrderDescending" ? [Element(call)] : [];
        foreach (var argument in call.Arguments)
        {
            if (LambdaOf(argument.Value) is { } lambda && lambda.Symbol.Parameters.Length == 1)
            {
                var entries = new Entries(lambda.Syntax, index);
                entries.Add(lambda.Symbol.Parameters[0], "");
                selected = entries.InjectiveIn(ResultOf(lambda));
                break;
            }
        }

        return Compared(selected, call, disorder, flows, index);
    }

    /// <summary>What Sort compares.</summary>
    public static IReadOnlyList<Part> OfSort(IInvocationOperation call, Disorder disorder, Flows flows, BodyIndex index) => Compared([Element(call)], call, disorder, flows, index);

    /// <summary>What is left of what a sort looks at, once its comparer has taken some of it for equal.</summary>
    private static IReadOnlyList<Part> Compared(IReadOnlyList<Part> selected, IInvocationOperation call, Disorder disorder, Flows flows, BodyIndex index)
    {
        foreach (var argument in call.Arguments)
        {
            if (LambdaOf(argument.Value) is not { Symbol.Parameters.Length: 1 } && Comparers.Of(argument.Value, flows, index) is { } compared)
            {
                return [.. Comparers.Below(selected, compared)];
            }
        }

        return !disorder.IgnoresCase && Comparers.IgnoresCase(call) ? [.. selected.Select(Comparers.Loose)] : selected;
    }

    private static Part Element(IInvocationOperation call) => new("", call.TargetMethod.TypeArguments.FirstOrDefault(), null);

    /// <summary>Whether only elements that are the same compare as equal.</summary>
    public static bool AreTotal(IReadOnlyList<Part> by, Disorder disorder)
        => by.Any(p => p.Path.Length == 0 || Entries.IsUnique(p, disorder)) || CoverTuple(by);

    /// <summary>Whether all items of a tuple or members of a record are compared.</summary>
    private static bool CoverTuple(IReadOnlyList<Part> by)
    {
        if (by.Count < 2 || by[0].Holder is not { } owner)
        {
            return false;
        }

        var members = owner.IsTupleType ? owner.TupleElements.Select(static f => (f.CorrespondingTupleField ?? f).Name)
            : owner.IsRecord ? owner.InstanceConstructors.Where(static c => c.Parameters.Length > 1 || !SymbolEqualityComparer.Default.Equals(c.Parameters.FirstOrDefault()?.Type, c.ContainingType)).Select(static c => c.Parameters.Select(static p => p.Name)).FirstOrDefault()
            : null;
        return members is not null && members.All(m => by.Any(p => p.Path == m));
    }

    /// <summary>Whether a part is, or is in, one of the parts that were compared.</summary>
    public static bool Covers(IEnumerable<string> by, string path)
        => by.Any(b => b.Length == 0 || b == path || path.StartsWith(b + ".", StringComparison.Ordinal));

    public static IAnonymousFunctionOperation? LambdaOf(IOperation? value)
    {
        while (true)
        {
            switch (value)
            {
                case IConversionOperation conversion:
                    value = conversion.Operand;
                    break;
                case IDelegateCreationOperation creation:
                    value = creation.Target;
                    break;
                default:
                    return value as IAnonymousFunctionOperation;
            }
        }
    }

    /// <summary>What a lambda gives back, if it is one expression.</summary>
    public static IOperation? ResultOf(IAnonymousFunctionOperation lambda)
        => lambda.Body.Operations.OfType<IReturnOperation>().FirstOrDefault()?.ReturnedValue
            ?? (lambda.Body.Operations.Length == 1 && lambda.Body.Operations[0] is IExpressionStatementOperation statement ? statement.Operation : null);
}
