using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.State;

/// <summary>
/// PXG1025 in code: objects of the state that are compared by identity, or put into the state at two places. A restore
/// keeps values, so that what was one object is two.
/// </summary>
internal sealed class Identities(Model model) : Check
{
    public override ImmutableArray<OperationKind> Kinds { get; } = [];

    public override void Visit(IOperation operation, Body body)
    {
    }

    public override void Complete()
    {
        foreach (var facts in model.All())
        {
            VisitSharing(facts);
            foreach (var operation in facts.Body.Operations())
            {
                VisitComparison(operation, facts);
            }
        }
    }

    private void VisitComparison(IOperation operation, Facts facts)
    {
        var (left, right) = operation switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals, OperatorMethod: null } binary => (Unconverted(binary.LeftOperand), Unconverted(binary.RightOperand)),
            IInvocationOperation { TargetMethod: { Name: "ReferenceEquals", ContainingType.SpecialType: SpecialType.System_Object }, Arguments: { Length: 2 } arguments } => (Unconverted(arguments[0].Value), Unconverted(arguments[1].Value)),
            _ => (null, null),
        };
        if (left is null || right is null || !IsHeld(left.Type) || !IsHeld(right.Type) || left is IInstanceReferenceOperation || right is IInstanceReferenceOperation)
        {
            return;
        }

        var (first, second) = (facts.Origins.Of(left).Direct, facts.Origins.Of(right).Direct);
        facts.Body.Report(new Finding(Rules.SnapshotUnsafe, operation.Syntax.GetLocation(), Wording.Quote(operation.Syntax), "it compares identities, and a restore makes two objects of one that was held twice; compare keys")
        {
            Severity = DiagnosticSeverity.Info,
            Holds = visit => visit.Reach == Reach.Command && (first & model.ContextOf(visit).State) != 0 && (second & model.ContextOf(visit).State) != 0,
        });
    }

    /// <summary>One mutable object, put into the state at two places by one body.</summary>
    private void VisitSharing(Facts facts)
    {
        var first = new Dictionary<ISymbol, (Write Write, string Place)>(SymbolEqualityComparer.Default);
        foreach (var write in facts.Writes)
        {
            foreach (var stored in write.Values)
            {
                var value = Unconverted(stored);
                if (!IsHeld(value.Type) || (write.IsCall && !IsKeeping(write, stored)))
                {
                    continue;
                }

                var place = PlaceOf(write.Target);
                if (value is IFieldReferenceOperation { Instance: IInstanceReferenceOperation } && place != PlaceOf(value))
                {
                    Report(write, value, [], facts);
                }
                else if (VariableOf(value) is { } variable)
                {
                    if (!first.TryGetValue(variable, out var before))
                    {
                        first.Add(variable, (write, place));
                    }
                    else if (before.Place != place && !IsAlternative(before.Write, write))
                    {
                        Report(write, value, [Wording.Place(before.Write)], facts);
                    }
                }
            }
        }
    }

    private void Report(Write write, IOperation value, ImmutableArray<Location> related, Facts facts)
        => facts.Body.Report(new Finding(Rules.SnapshotUnsafe, Wording.Place(write), Wording.Quote(value.Syntax), "two places of the state hold the same object, of which a restore makes two; keep it at one, and a key at the other")
        {
            Severity = DiagnosticSeverity.Info,
            Related = related,
            Holds = visit => visit.Reach == Reach.Command && (write.Objects & model.ContextOf(visit).State) != 0,
        });

    /// <summary>Objects that have an identity to lose.</summary>
    private bool IsHeld(ITypeSymbol? type)
        => type is { IsReferenceType: true, TypeKind: TypeKind.Class or TypeKind.Array } && model.Traits.IsShared(type) && !Traits.IsImmutableCollection(type) && (model.Enters(type) || Traits.IsCollection(type));

    private static ISymbol? VariableOf(IOperation value) => value switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };

    private static IOperation Unconverted(IOperation value)
    {
        while (value is IConversionOperation { OperatorMethod: null } conversion)
        {
            value = conversion.Operand;
        }

        return value;
    }

    private static bool IsKeeping(Write write, IOperation stored)
        => (stored.Parent as IArgumentOperation)?.Parameter?.OriginalDefinition.Type is ITypeParameterSymbol
            && write.Site is IInvocationOperation { TargetMethod.Name: "Add" or "TryAdd" or "Enqueue" or "Push" or "Insert" or "AddFirst" or "AddLast" };

    private static string PlaceOf(IOperation target)
    {
        while (target is IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } indexed })
        {
            target = indexed;
        }

        return target is IArrayElementReferenceOperation element ? element.ArrayReference.Syntax.ToString() : target.Syntax.ToString();
    }

    /// <summary>In two branches of one condition.</summary>
    private static bool IsAlternative(Write one, Write other)
    {
        for (var outer = one.Site.Parent; outer is not null; outer = outer.Parent)
        {
            if (outer.Syntax.Span.Contains(other.Site.Syntax.Span))
            {
                return outer is IConditionalOperation or ISwitchOperation or ISwitchExpressionOperation;
            }
        }

        return false;
    }
}
