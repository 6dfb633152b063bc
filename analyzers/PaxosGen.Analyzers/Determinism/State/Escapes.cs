using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Analyzers.Determinism.State;

/// <summary>PXG1024: sequences that run when nobody looks, and objects that both the state and others hold.</summary>
internal sealed class Escapes(Model model) : Check
{
    /// <summary>The finding's property that tells a code fix what to append.</summary>
    public const string Append = nameof(Append);

    public override ImmutableArray<OperationKind> Kinds { get; } = [];

    public override void Visit(IOperation operation, Body body)
    {
    }

    public override void Complete()
    {
        foreach (var machine in model.Analysis.Machines)
        {
            foreach (var handler in machine.Commands.Concat(machine.Queries))
            {
                var member = Member.Of(handler);
                if ((model.Analysis.Commands!.Find(member) ?? model.Analysis.Queries!.Find(member)) is { } visit)
                {
                    VisitResults(handler, model.FactsOf(visit.Body));
                }
            }
        }

        foreach (var facts in model.All())
        {
            foreach (var write in facts.Writes)
            {
                VisitStore(write, facts);
            }
        }
    }

    private void VisitResults(IMethodSymbol handler, Facts facts)
    {
        if (facts.IsIterator())
        {
            facts.Body.Report(new Finding(Rules.Escape, Names.LocationOf(handler)!, handler.Name, "it runs when the result is enumerated; return an array"));
            return;
        }

        foreach (var result in facts.Origins.Results)
        {
            VisitResult(result, handler, facts, 0);
        }
    }

    private void VisitResult(IOperation? result, IMethodSymbol handler, Facts facts, int depth)
    {
        result = Unconverted(result);
        switch (result)
        {
            case null:
                return;
            case IConditionalOperation conditional when depth < 20:
                VisitResult(conditional.WhenTrue, handler, facts, depth + 1);
                VisitResult(conditional.WhenFalse, handler, facts, depth + 1);
                return;
            case ICoalesceOperation coalesce when depth < 20:
                VisitResult(coalesce.Value, handler, facts, depth + 1);
                VisitResult(coalesce.WhenNull, handler, facts, depth + 1);
                return;
            case ISwitchExpressionOperation choice when depth < 20:
                foreach (var arm in choice.Arms)
                {
                    VisitResult(arm.Value, handler, facts, depth + 1);
                }

                return;
            case ITupleOperation tuple when depth < 20:
                foreach (var element in tuple.Elements)
                {
                    VisitResult(element, handler, facts, depth + 1);
                }

                return;
            case IObjectCreationOperation creation when depth < 20 && creation.Type is not null && model.Enters(creation.Type):
                foreach (var argument in IsRecord(creation.Type) ? creation.Arguments : [])
                {
                    VisitResult(argument.Value, handler, facts, depth + 1);
                }

                foreach (var entry in (creation.Initializer?.Initializers ?? []).OfType<ISimpleAssignmentOperation>())
                {
                    VisitResult(entry.Value, handler, facts, depth + 1);
                }

                return;
        }

        if (Laziness.IsLazy(result, facts))
        {
            Report(result, handler, facts, "the sequence runs when it is enumerated, on a state that may have changed; materialise it", null, static (_, _) => true);
        }
        else if (model.Traits.IsShared(result.Type) && !Departures.HasLeft(result, facts))
        {
            var objects = facts.Origins.Of(result).Direct;
            Report(
                result,
                handler,
                facts,
                Traits.IsCollection(result.Type) ? "it is the state machine's own; return a copy" : "it is the state machine's own object; return an immutable one",
                Traits.IsCollection(result.Type) ? null : DiagnosticSeverity.Info,
                (visit, context) => visit.Body.Method is { } method && SymbolEqualityComparer.Default.Equals(method, handler) && (objects & context.State) != 0);
        }
    }

    /// <summary>A constructor that keeps what it is given.</summary>
    private static bool IsRecord(ITypeSymbol type) => type.IsRecord || type.IsValueType;

    private void Report(IOperation result, IMethodSymbol handler, Facts facts, string advice, DiagnosticSeverity? severity, Func<Visit, Context, bool> holds)
        => facts.Body.Report(new Finding(Rules.Escape, result.Syntax.GetLocation(), Wording.Quote(result.Syntax), advice)
        {
            Severity = severity,
            Related = Names.LocationOf(handler) is { } place ? [place] : [],
            Properties = CopyOf(result),
            Holds = visit => holds(visit, model.ContextOf(visit)),
        });

    /// <summary>The call that copies it, if it is an array or a sequence.</summary>
    private static ImmutableDictionary<string, string?> CopyOf(IOperation result)
        => result.Type is IArrayTypeSymbol || Traits.IsSequence(result.Type) || result.Type is { Name: "IReadOnlyList" or "IReadOnlyCollection" }
            ? ImmutableDictionary<string, string?>.Empty.Add(Append, ".ToArray()")
            : result.Type is { Name: "List" or "IList" or "ICollection" } ? ImmutableDictionary<string, string?>.Empty.Add(Append, ".ToList()") : ImmutableDictionary<string, string?>.Empty;

    private void VisitStore(Write write, Facts facts)
    {
        foreach (var stored in write.Values)
        {
            var value = Unconverted(stored)!;
            if (write.IsCall && (stored.Parent as IArgumentOperation)?.Parameter?.OriginalDefinition.Type is not ITypeParameterSymbol)
            {
                continue; // AddRange and the like copy.
            }

            if (Laziness.IsLazy(value, facts))
            {
                facts.Body.Report(new Finding(Rules.Escape, value.Syntax.GetLocation(), Wording.Quote(value.Syntax), "the sequence runs when it is enumerated, on a state that may have changed; materialise it")
                {
                    Properties = CopyOf(value),
                    Holds = visit => (write.Objects & model.ContextOf(visit).State) != 0,
                });
            }
            else if (Traits.IsCollection(value.Type) && value.Type is not INamedTypeSymbol { Name: "ReadOnlyMemory" or "ReadOnlySpan" })
            {
                var objects = facts.Origins.Of(value).Direct;
                facts.Body.Report(new Finding(Rules.Escape, value.Syntax.GetLocation(), Wording.Quote(value.Syntax), "whoever gave it to the handler can still change it; store a copy")
                {
                    // Arguments that come over the wire have no other owner; those of direct callers, in tests, have.
                    Severity = DiagnosticSeverity.Info,
                    Properties = CopyOf(value),
                    Holds = visit => visit.Reach == Reach.Command && (write.Objects & model.ContextOf(visit).State) != 0 && (objects & model.ContextOf(visit).Argument) != 0,
                });
            }
        }
    }

    private static IOperation? Unconverted(IOperation? value)
    {
        while (value is IConversionOperation { OperatorMethod: null } or IParenthesizedOperation or ITranslatedQueryOperation)
        {
            value = value switch
            {
                IConversionOperation conversion => conversion.Operand,
                IParenthesizedOperation parenthesized => parenthesized.Operand,
                _ => ((ITranslatedQueryOperation)value).Operation,
            };
        }

        return value;
    }
}
