using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.Order;

/// <content>What runs once for each element.</content>
internal sealed partial class Trace
{
    /// <summary>list[i] in a loop over all i is an element like in foreach; elsewhere, the place decides.</summary>
    private void StepIndex(IOperation element, IEnumerable<IOperation> indices, IOperation collection, Disorder disorder)
    {
        if (element.Type is IArrayTypeSymbol or { TypeKind: TypeKind.Struct, Name: "Range" })
        {
            return;
        }

        for (var parent = element.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IForLoopOperation loop && Variable(collection) is { } variable && indices.All(i => Entries.Unwrap(i) is ILocalReferenceOperation local && loop.Locals.Contains(local.Local, SymbolEqualityComparer.Default)))
            {
                Walk(loop, loop.Body, variable, disorder);
                return;
            }
        }

        Leak(element, "an element is taken by its place", disorder);
    }

    private static ISymbol? Variable(IOperation operation) => Entries.Unwrap(operation) switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };

    private static bool IsInWalk(IOperation enumerator)
    {
        for (var parent = enumerator.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IWhileLoopOperation or IForLoopOperation)
            {
                return true;
            }
        }

        return false;
    }

    private void Walk(IOperation loop, IOperation body, ISymbol cursor, Disorder disorder)
    {
        if (_seen.Add(body))
        {
            var entries = new Entries(loop.Syntax, index);
            entries.AddCursor(cursor);
            ReadRegion(body, entries, disorder);
        }
    }

    private void StepLoop(IForEachLoopOperation loop, Disorder disorder)
    {
        var entries = new Entries(loop.Syntax, index);
        switch (loop.LoopControlVariable)
        {
            case IVariableDeclaratorOperation declarator:
                Declare(entries, declarator.Symbol, "", disorder);
                break;
            case IOperation other:
                Deconstruct(entries, Entries.Unwrap(other is IDeclarationExpressionOperation declaration ? declaration.Expression : other), disorder, "");
                break;
        }

        if (!disorder.OnlyInner)
        {
            ReadRegion(loop.Body, entries, disorder);
        }
    }

    private void Declare(Entries entries, ISymbol variable, string path, Disorder disorder)
    {
        entries.Add(variable, path);
        if (disorder.Inner is { } inner && path.Length == 0)
        {
            foreach (var reference in index.References(variable))
            {
                Push(reference, inner);
            }
        }
    }

    private void Deconstruct(Entries entries, IOperation? target, Disorder disorder, string prefix)
    {
        if (target is not ITupleOperation tuple)
        {
            if (target is ILocalReferenceOperation local)
            {
                Declare(entries, local.Local, prefix, disorder);
            }

            return;
        }

        for (var i = 0; i < tuple.Elements.Length; i++)
        {
            var isEntry = prefix.Length == 0 && (disorder.Keys.Contains("Key") || disorder.SortedBy is { IsDefault: false } by && by.Contains("Value")) && tuple.Elements.Length == 2;
            var name = isEntry ? i == 0 ? "Key" : "Value" : $"Item{i + 1}";
            var element = Entries.Unwrap(tuple.Elements[i]);
            Deconstruct(entries, element is IDeclarationExpressionOperation declaration ? Entries.Unwrap(declaration.Expression) : element, disorder, prefix.Length == 0 ? name : prefix + "." + name);
        }
    }

    private void ReadRegion(IOperation body, Entries entries, Disorder disorder)
    {
        if (Region.Read(body, entries, disorder, flows, new Sink(this, disorder, entries)) && disorder.IsCut)
        {
            Leak(body, "which elements these are depends on it", disorder);
        }
    }
}
