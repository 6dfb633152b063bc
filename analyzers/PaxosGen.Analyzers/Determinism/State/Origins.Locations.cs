using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.State;

/// <content>Which object is changed when a variable is assigned.</content>
internal sealed partial class Origins
{
    /// <summary>The objects that a variable is in: none, of a local one.</summary>
    public ulong Location(IOperation? variable)
    {
        while (true)
        {
            switch (variable)
            {
                case ILocalReferenceOperation local:
                    return _references.TryGetValue(local.Local, out var container) ? container : 0;
                case IParameterReferenceOperation { Parameter: var parameter }:
                    return IsOwnParameter(parameter)
                        ? parameter.RefKind is RefKind.Ref or RefKind.In or RefKind.RefReadOnlyParameter ? Origin.Parameter(parameter.Ordinal) : 0
                        : IsCaptured(parameter) ? Origin.This : _references.TryGetValue(parameter, out var given) ? given : 0;
                case IFieldReferenceOperation { Field.IsStatic: true } or IPropertyReferenceOperation { Property.IsStatic: true } or IEventReferenceOperation { Event.IsStatic: true }:
                    return Origin.Static;
                case IMemberReferenceOperation reference when Traits.IsNotReplicated(reference.Member):
                    return 0;
                case IPropertyReferenceOperation { Property: var property } reference when _model.Enters(property) && _model.Traits.BackingField(property) is null:
                    // Its code tells.
                    return property.ReturnsByRef && property.GetMethod is { } getter ? CallLocation(getter, Model.KindOf(getter), reference) : 0;
                case IMemberReferenceOperation { Instance: { } instance }:
                    if (instance.Type?.IsValueType != true || Traits.IsView(instance.Type))
                    {
                        return Of(instance).Direct;
                    }

                    variable = instance;
                    break;
                case IInstanceReferenceOperation instance:
                    return OfInstance(instance).Direct;
                case IArrayElementReferenceOperation element:
                    return Of(element.ArrayReference).Direct;
                case IImplicitIndexerReferenceOperation indexer:
                    return Of(indexer.Instance).Direct;
                case IInlineArrayAccessOperation element:
                    variable = element.Instance;
                    break;
                case IParenthesizedOperation parenthesized:
                    variable = parenthesized.Operand;
                    break;
                case IConditionalOperation conditional:
                    return Location(conditional.WhenTrue) | Location(conditional.WhenFalse);
                case ISimpleAssignmentOperation { IsRef: true } assignment:
                    variable = assignment.Value;
                    break;
                case IConditionalAccessInstanceOperation access:
                    variable = AccessedBy(access);
                    break;
                case IInvocationOperation { TargetMethod: { ReturnsByRef: true } or { ReturnsByRefReadonly: true } } call:
                    return _model.Enters(call.TargetMethod)
                        ? CallLocation(call.TargetMethod, call.IsVirtual ? EdgeKind.Virtual : EdgeKind.Direct, call)
                        : call.Arguments.Aggregate(Of(call.Instance).Direct, (all, a) => all | (a.Parameter?.RefKind is null or RefKind.None ? Of(a.Value).Direct : Location(a.Value)));
                default:
                    return 0;
            }
        }
    }

    private ulong CallLocation(IMethodSymbol method, EdgeKind kind, IOperation site)
    {
        var result = 0UL;
        foreach (var target in _model.Targets(method, kind))
        {
            result |= ArgumentsOf(site, target).Apply(_model.SummaryOf(target).ResultLocation);
        }

        return result;
    }
}
