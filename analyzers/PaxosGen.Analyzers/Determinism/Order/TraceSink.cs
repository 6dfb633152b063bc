using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.Order;

/// <content>What a loop over the elements makes of them.</content>
internal sealed partial class Trace
{
    /// <summary>What a loop says, in the words of the trace.</summary>
    private sealed class Sink(Trace trace, Disorder disorder, Entries entries) : IRegionSink
    {
        public void Leak(IOperation at, string why, ISymbol? place)
        {
            if (place is null or ILocalSymbol || !trace.IsSortedLater(place, at, disorder))
            {
                trace.Leak(at, why, disorder);
            }
        }

        public void Tie(IOperation at, string why, ISymbol? place)
        {
            if (!IsOfSortedParts(at))
            {
                trace.Tie(at, why, disorder.TiesAt ?? at);
            }
        }

        public void Grow(IOperation at, ISymbol collection, IOperation? element, Entries of)
        {
            if (element is not null && IsOfSortedParts(element))
            {
                return;
            }

            var type = collection switch
            {
                ILocalSymbol local => local.Type,
                IParameterSymbol parameter => parameter.Type,
                _ => null,
            };
            if (collection is ILocalSymbol && type is not null && (Flows.IsSequence(type) || type.Name is "StringBuilder" or "StringWriter" or "HashCode"))
            {
                trace.Hold(collection, type, at, Projected(element, of, disorder));
            }
            else if (!trace.IsSortedLater(collection, at, Projected(element, of, disorder)))
            {
                trace.Leak(at, $"'{collection.Name}' gets its elements in that order", disorder);
            }
        }

        public void Yield(IOperation at, IOperation element, Entries of)
        {
            if (trace.FunctionOf(at) is { } function)
            {
                if (function.MethodKind == MethodKind.LocalFunction)
                {
                    foreach (var call in trace.IndexOfBody.CallsOf(function))
                    {
                        trace.Push(call, Projected(element, of, disorder));
                    }
                }

                trace.Return(function, at, Projected(element, of, disorder));
            }
        }

        /// <summary>Of elements that compare as equal, what was compared is the same.</summary>
        private bool IsOfSortedParts(IOperation value)
            => !disorder.SortedBy.IsDefault && entries.PartsIn(value) is { Count: > 0 } parts && parts.All(p => SortKeys.Covers(disorder.SortedBy, p.Path));
    }

    private BodyIndex IndexOfBody => index;

    private IMethodSymbol? FunctionOf(IOperation operation)
    {
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is ILocalFunctionOperation function)
            {
                return function.Symbol;
            }
        }

        return index.Method;
    }

    private static Disorder Projected(IOperation? element, Entries entries, Disorder disorder)
    {
        var parts = element is null ? [] : entries.PartsIn(element);
        var isClean = !disorder.SortedBy.IsDefault && parts.Count > 0 && parts.All(p => SortKeys.Covers(disorder.SortedBy, p.Path));
        var keeps = entries.PartOf(element) is { Path: "" };
        return disorder with
        {
            Keys = element is null ? [] : entries.Project(element, disorder.Keys),
            KeyType = keeps || parts.Any(static p => p.Path is "Value") ? disorder.KeyType : null,
            Inner = keeps ? disorder.Inner : null,
            OnlyInner = isClean,
            SortedBy = disorder.SortedBy.IsDefault ? disorder.SortedBy : entries.Project(element, disorder.SortedBy),
        };
    }
}
