using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Analyzers.Determinism.Order;

/// <summary>
/// Sets and dictionaries that a method makes for itself and never removes from. The implementation enumerates them in the
/// order of insertion, and no snapshot comes between; so they are as good as what they are filled from.
/// </summary>
internal sealed class Insertion(OrderSources sources)
{
    private const int Deepest = 5;

    private static readonly HashSet<string> Kinds = new(StringComparer.Ordinal) { "System.Collections.Generic.Dictionary", "System.Collections.Generic.HashSet" };
    private static readonly HashSet<string> Removing = new(StringComparer.Ordinal) { "Remove", "RemoveWhere", "ExceptWith", "IntersectWith", "SymmetricExceptWith", "Clear" };

    /// <summary>Whether a collection has its elements in the order in which they were added, and that is an order.</summary>
    public bool Keeps(IOperation operation, BodyIndex index)
    {
        if (operation.Type is not INamedTypeSymbol type || !Kinds.Contains(Names.OfDefinition(type)))
        {
            return false;
        }

        return operation switch
        {
            ILocalReferenceOperation { Local: var local } => index.Initializer(local) is { } initial && IsFilledInOrder(initial, index) && index.References(local).All(r => IsHarmless(r, index)),
            IObjectCreationOperation or IInvocationOperation => IsFilledInOrder(operation, index),
            _ => false,
        };
    }

    /// <summary>Whether what a new collection begins with is in order.</summary>
    private bool IsFilledInOrder(IOperation creation, BodyIndex index) => Entries.Unwrap(creation) switch
    {
        IObjectCreationOperation { Initializer: var initializer } made => (initializer is null || IsInOrder(initializer, index, 0)) && made.Arguments.All(a => IsInOrder(a.Value, index, 0)),
        ICollectionExpressionOperation { Elements: var elements } => elements.All(e => IsInOrder(e, index, 0)),
        IInvocationOperation { TargetMethod: { Name: "ToHashSet" or "ToDictionary", IsExtensionMethod: true } } call => call.Arguments.All(a => IsInOrder(a.Value, index, 0)),
        _ => false,
    };

    private bool IsHarmless(IOperation reference, BodyIndex index)
    {
        IOperation child = reference;
        while (child.Parent is IConversionOperation or IParenthesizedOperation)
        {
            child = child.Parent;
        }

        switch (child.Parent)
        {
            case IInvocationOperation call when call.Instance == child:
                return !Removing.Contains(call.TargetMethod.Name) && (!CollectionMethods.Changes(call.TargetMethod.Name) || IsAddedInOrder(call, index));
            case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var method } call }:
                return !sources.IsOfUser(method) && !Removing.Contains(method.Name) && (method.Name is not ("TryAdd" or "GetValueRefOrAddDefault") || IsAddedInOrder(call, index));
            case IPropertyReferenceOperation { Property.IsIndexer: true } element when element.Parent is IAssignmentOperation or IIncrementOrDecrementOperation:
                return IsAddedInOrder(element, index);
            case IPropertyReferenceOperation or IForEachLoopOperation or IReturnOperation or IVariableDeclaratorOperation or ISpreadOperation:
                return true;
            case ISimpleAssignmentOperation assignment:
                return assignment.Value == child; // Whoever gets it now is looked at when it is enumerated there.
            default:
                return false;
        }
    }

    private bool IsAddedInOrder(IOperation addition, BodyIndex index)
    {
        if (addition is IInvocationOperation call && !call.Arguments.All(a => IsInOrder(a.Value, index, 0)))
        {
            return false;
        }

        for (var parent = addition.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation or IWhileLoopOperation || parent is IForEachLoopOperation loop && !IsInOrder(loop.Collection, index, 0))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsInOrder(IOperation expression, BodyIndex index, int depth)
        => depth < Deepest && expression.DescendantsAndSelf().All(o => sources.Find(o, index) is null && (o is not ILocalReferenceOperation { Type: { } type } local || !Flows.IsSequence(type) || IsLocalInOrder(local, index, depth)));

    private bool IsLocalInOrder(ILocalReferenceOperation local, BodyIndex index, int depth)
        => index.Initializer(local.Local) is { } initial && IsInOrder(initial, index, depth + 1)
            && index.References(local.Local).All(static r => r.Parent is not (IAssignmentOperation or IArgumentOperation { Parameter.RefKind: not RefKind.None }) && r.Parent is not IInvocationOperation { TargetMethod.Name: var name } || r.Parent is IInvocationOperation { TargetMethod.Name: var other } && !CollectionMethods.Changes(other));
}
