using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.Order;

/// <summary>What a loop over elements writes to.</summary>
/// <param name="Symbol">The variable or member that is written to for all elements; null if it belongs to one element, or lives no longer than it.</param>
/// <param name="IsShared">Found by something that several elements may have in common.</param>
internal readonly record struct Place(ISymbol? Symbol, bool IsShared = false)
{
    public static Place OfEntry => default;

    public bool IsOutside => Symbol is not null;

    /// <summary>Whose object an expression is.</summary>
    public static Place Of(IOperation? operation, Entries entries, Disorder disorder)
    {
        if (entries.PartOf(operation) is { Path: var path } && (path.Length == 0 || path[0] != '$'))
        {
            return OfEntry;
        }

        switch (Entries.Unwrap(operation))
        {
            case ILocalReferenceOperation local when entries.IsWithin(local.Local):
                return Declared(local, entries, disorder);
            case ILocalReferenceOperation local:
                return new Place(local.Local);
            case IParameterReferenceOperation { Parameter: var parameter }:
                return entries.IsWithin(parameter) ? OfEntry : new Place(parameter);
            case IPropertyReferenceOperation { Property.IsIndexer: true } indexer:
                return Element(Of(indexer.Instance, entries, disorder), indexer.Arguments.Select(static a => a.Value), entries, disorder);
            case IArrayElementReferenceOperation element:
                return Element(Of(element.ArrayReference, entries, disorder), element.Indices, entries, disorder);
            case IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } } member:
                return new Place(member.Member);
            case IMemberReferenceOperation { Instance: { } instance }:
                return Of(instance, entries, disorder);
            case IInvocationOperation { TargetMethod.Name: "GetValueOrDefault" or "GetValueRefOrAddDefault" or "GetValueRefOrNullRef" or "GetOrAdd" or "ElementAt" } call:
                return call.Instance is { } container
                    ? Element(Of(container, entries, disorder), call.Arguments.Select(static a => a.Value), entries, disorder)
                    : Element(Of(call.Arguments[0].Value, entries, disorder), call.Arguments.Skip(1).Select(static a => a.Value), entries, disorder);
            // Fluent calls give back what they are called on.
            case IInvocationOperation { Instance: { Type: { Name: "StringBuilder" } } builder }:
                return Of(builder, entries, disorder);
            case IConditionalAccessInstanceOperation instance when Entries.Receiver(instance) is { } receiver:
                return Of(receiver, entries, disorder);
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance, Type: { } type }:
                return new Place(type);
            case ICoalesceOperation coalesce:
                return Of(coalesce.Value, entries, disorder);
            case IDeclarationExpressionOperation:
                return OfEntry;
            default:
                return OfEntry;
        }
    }

    private static Place Element(Place container, IEnumerable<IOperation> indices, Entries entries, Disorder disorder)
    {
        if (!container.IsOutside)
        {
            return container;
        }

        var parts = indices.ToList();
        if (parts.SelectMany(entries.InjectiveIn).Any(p => Entries.IsUnique(p, disorder)))
        {
            return OfEntry;
        }

        return new Place(container.Symbol, IsShared: true);
    }

    private static Place Declared(ILocalReferenceOperation local, Entries entries, Disorder disorder)
    {
        if (entries.Index.Initializer(local.Local) is { } initial)
        {
            return Of(initial, entries, disorder);
        }

        // An out variable of TryGetValue is an element of what it was looked for in.
        return entries.Index.Lookup(local.Local) is { Instance: { } receiver } call
            ? Element(Of(receiver, entries, disorder), [call.Arguments[0].Value], entries, disorder)
            : OfEntry;
    }
}
