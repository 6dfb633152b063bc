using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.Order;

/// <content>Reads of what changes from element to element.</content>
internal sealed partial class Region
{
    private void ReportUse(IOperation use)
    {
        if (use.Parent is IReturnOperation { Parent: IBlockOperation { Parent: IAnonymousFunctionOperation { Symbol.ReturnsVoid: true } } } || IsInThrowGuard(use))
        {
            return; // The value of x => sum += x is dropped by whoever is given an action.
        }

        _sink.Leak(use, "each element sees what those before it have left", null);
    }

    /// <summary>A read of what changes from element to element gives another value in another order.</summary>
    private void ReadChanging()
    {
        foreach (var operation in _operations)
        {
            var symbol = operation switch
            {
                ILocalReferenceOperation local => local.Local,
                IParameterReferenceOperation parameter => parameter.Parameter,
                IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation } member => member.Member,
                _ => (ISymbol?)null,
            };
            if (symbol is null)
            {
                continue;
            }

            if (_changing.Contains(symbol) && !_owned.Any(o => o.Syntax.Span.Contains(operation.Syntax.Span)) && !IsInThrowGuard(operation) && operation.Parent is not (IIncrementOrDecrementOperation or ICompoundAssignmentOperation))
            {
                ReportUse(operation);
            }
            else if (_growing.Contains(symbol) && MeasuresSize(operation) && !IsInThrowGuard(operation))
            {
                ReportUse(operation.Parent!);
            }
        }
    }

    private static bool MeasuresSize(IOperation collection)
    {
        var parent = collection.Parent is IConversionOperation conversion ? conversion.Parent : collection.Parent;
        return parent switch
        {
            IPropertyReferenceOperation { Property.Name: "Count" or "Length" or "Min" or "Max" or "First" or "Last" } => true,
            IInvocationOperation { TargetMethod.Name: "Pop" or "Dequeue" or "TryPop" or "TryDequeue" or "Peek" or "TryPeek" or "Min" or "Max" or "First" or "Last" or "Count" } => true,
            IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation { TargetMethod.Name: "Min" or "Max" or "First" or "Last" or "Count" or "FirstOrDefault" or "LastOrDefault" } } => true,
            _ => false,
        };
    }

    /// <summary>A condition under which the command fails, whichever element shows it.</summary>
    private static bool IsInThrowGuard(IOperation operation)
    {
        IOperation child = operation;
        for (var parent = operation.Parent; parent is not null and not IBlockOperation; child = parent, parent = parent.Parent)
        {
            if (parent is IConditionalOperation conditional && conditional.Condition == child && conditional.WhenFalse is null)
            {
                var then = conditional.WhenTrue is IBlockOperation { Operations.Length: 1 } block ? block.Operations[0] : conditional.WhenTrue;
                return then is IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation };
            }
        }

        return false;
    }

    private static bool Mentions(IOperation value, ISymbol symbol) => value.DescendantsAndSelf().Any(o => o switch
    {
        ILocalReferenceOperation local => SymbolEqualityComparer.Default.Equals(local.Local, symbol),
        IParameterReferenceOperation parameter => SymbolEqualityComparer.Default.Equals(parameter.Parameter, symbol),
        IMemberReferenceOperation member => SymbolEqualityComparer.Default.Equals(member.Member, symbol),
        _ => false,
    });

    private bool IsUnusedOutside(ISymbol symbol)
        => symbol is ILocalSymbol && _entries.Index.References(symbol).All(r => _entries.Scope.Span.Contains(r.Syntax.Span) || IsWritten(r));

    /// <summary>Whether nothing but new and empty objects are assigned to a variable of the loop.</summary>
    private bool IsSetToFresh(ILocalSymbol local)
    {
        var values = _entries.Index.References(local).Where(IsWritten).Select(static r => ((IAssignmentOperation)r.Parent!).Value).ToList();
        if (_entries.Index.Initializer(local) is { } initial)
        {
            values.Add(initial);
        }

        return values.Count > 0 && values.All(static v => Entries.Unwrap(v) is IObjectCreationOperation { Arguments.IsEmpty: true } or ICollectionExpressionOperation { Elements.IsEmpty: true });
    }

    /// <summary>Whether the loop reads a variable before it sets it: what the element before has left.</summary>
    private bool IsCarried(IOperation assignment, ISymbol symbol)
        => _entries.Index.References(symbol).Where(r => _entries.Scope.Span.Contains(r.Syntax.Span)).OrderBy(static r => r.Syntax.SpanStart).FirstOrDefault() is { } first && !IsWritten(first) && first.Syntax.SpanStart < assignment.Syntax.SpanStart;

    private static bool IsWritten(IOperation reference) => reference.Parent is IAssignmentOperation assignment && assignment.Target == reference;
}
