using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.Order;

/// <summary>What comparers compare: those that code of this compilation writes, and those of the library that take two texts for one.</summary>
internal static class Comparers
{
    // Marks a part that is compared, but not to the last difference.
    private const string Loosely = "~";

    /// <summary>A comparer that takes texts for equal which differ in case.</summary>
    public static bool IgnoresCase(IOperation? value) => Entries.Unwrap(value) switch
    {
        IMemberReferenceOperation { Member: { Name: var name, ContainingType.Name: "StringComparer" or "StringComparison" } } => name.EndsWith("IgnoreCase", StringComparison.Ordinal),
        IInvocationOperation { TargetMethod: { Name: "FromComparison" or "Create", ContainingType.Name: "StringComparer" } } call => call.Arguments.Any(static a => IgnoresCase(a.Value) || a.Value.ConstantValue is { HasValue: true, Value: true }),
        _ => false,
    };

    /// <summary>A call that is given such a comparer.</summary>
    public static bool IgnoresCase(IInvocationOperation call) => call.Arguments.Any(static a => IgnoresCase(a.Value));

    /// <summary>What a comparer of the user's compares, of the elements that it is given; null if that is not known.</summary>
    public static IReadOnlyList<Part>? Of(IOperation? comparer, Flows flows, BodyIndex index)
    {
        if (BodyOf(comparer, flows, index) is not var (parameters, body, where) || parameters.Count < 2)
        {
            return null;
        }

        var entries = new Entries(body.Syntax, where);
        entries.Add(parameters[0], "");
        entries.Add(parameters[1], "");
        return PartsIn(body, entries);
    }

    /// <summary>What a selector and a comparer of what it selects compare together.</summary>
    public static IEnumerable<Part> Below(IEnumerable<Part> selected, IReadOnlyList<Part> compared)
        => selected.SelectMany(s => compared.Select(c => c.Path.Length == 0 ? s : s.Path.Length == 0 ? c : c with { Path = s.Path + "." + c.Path }));

    /// <summary>A part of which only some differences count.</summary>
    public static Part Loose(Part part) => new(part.Path + Loosely, part.Type, null);

    private static (IReadOnlyList<IParameterSymbol> Parameters, IOperation Body, BodyIndex Index)? BodyOf(IOperation? comparer, Flows flows, BodyIndex index)
    {
        switch (Entries.Unwrap(comparer))
        {
            case IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda }:
                return (lambda.Symbol.Parameters, lambda.Body, index);
            case IDelegateCreationOperation { Target: IMethodReferenceOperation { Method: var method } }:
                return flows.BodyOf(method, index) is { } named ? (method.OriginalDefinition.Parameters, named.Body, named.Index) : null;
            case IInvocationOperation { TargetMethod: { Name: "Create", ContainingType.Name: "Comparer" } } create:
                return BodyOf(create.Arguments[0].Value, flows, index);
            case IObjectCreationOperation { Type: INamedTypeSymbol type }:
                return Compare(type) is { } compare && flows.BodyOf(compare, index) is { } body ? (compare.Parameters, body.Body, body.Index) : null;
            case IMemberReferenceOperation { Member: IFieldSymbol { IsReadOnly: true } or IPropertySymbol { SetMethod: null } } member when flows.Sources.InitialValue(member.Member) is { } initial && initial is not IMemberReferenceOperation:
                return BodyOf(initial, flows, index);
            default:
                return null;
        }
    }

    private static IMethodSymbol? Compare(INamedTypeSymbol type) => type.OriginalDefinition.GetMembers().OfType<IMethodSymbol>()
        .FirstOrDefault(static m => m.Parameters.Length == 2 && (m.Name == "Compare" || m.Name.EndsWith(".Compare", StringComparison.Ordinal)));

    /// <summary>The parts that a comparison looks at, but not those that it only asks whether they are there.</summary>
    private static List<Part> PartsIn(IOperation body, Entries entries)
    {
        var parts = new List<Part>();
        var open = new Stack<(IOperation Operation, bool IsLoose)>();
        open.Push((body, false));
        while (open.Count > 0)
        {
            var (current, loose) = open.Pop();
            if (AsksForNothing(current))
            {
                continue;
            }

            if (entries.PartOf(current) is { } part)
            {
                if (part.Path.Length == 0 || part.Path[0] != '$')
                {
                    parts.Add(loose ? Loose(part) : part);
                }

                continue;
            }

            var within = loose || current is IInvocationOperation call && (IgnoresCase(call) || call.TargetMethod.Name is "ToLower" or "ToUpper" or "ToLowerInvariant" or "ToUpperInvariant" or "Abs" or "Trim");
            foreach (var child in current.ChildOperations)
            {
                open.Push((child, within));
            }
        }

        return parts;
    }

    private static bool AsksForNothing(IOperation operation) => operation switch
    {
        IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } or INegatedPatternOperation } => true,
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } binary => binary.LeftOperand.ConstantValue is { HasValue: true, Value: null } || binary.RightOperand.ConstantValue is { HasValue: true, Value: null },
        IInvocationOperation { TargetMethod: { Name: "ReferenceEquals", ContainingType.SpecialType: SpecialType.System_Object } } => true,
        _ => false,
    };
}
