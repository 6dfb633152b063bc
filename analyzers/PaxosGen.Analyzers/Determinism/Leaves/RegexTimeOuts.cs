using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Analyzers.Determinism.Leaves;

/// <summary>PXG1018: patterns that are generated with a time-out, which stands in an attribute. Others are in the lists.</summary>
internal sealed class RegexTimeOuts : Check
{
    public override ImmutableArray<OperationKind> Kinds { get; } = [OperationKind.Invocation, OperationKind.PropertyReference];

    public override void Visit(IOperation operation, Body body)
    {
        ISymbol? symbol = operation switch
        {
            IInvocationOperation call => call.TargetMethod,
            IPropertyReferenceOperation property => property.Property,
            _ => null,
        };
        if (symbol is null || !body.Analysis.Sources.Has(symbol))
        {
            return;
        }

        foreach (var attribute in symbol.GetAttributes())
        {
            if (SymbolNames.Is(attribute.AttributeClass, "System.Text.RegularExpressions", "GeneratedRegexAttribute")
                && attribute.ConstructorArguments.Any(static a => a is { Type.SpecialType: SpecialType.System_Int32, Value: >= 0 }))
            {
                body.Report(new Finding(Rules.TimeOut, LeafPlace.Of(operation), Names.InMessage(symbol), "leave the time-out away; RegexOptions.NonBacktracking takes linear time for any pattern")
                {
                    Related = [.. symbol.Locations.Where(static l => l.IsInSource), .. attribute.ApplicationSyntaxReference is { } place ? [place.SyntaxTree.GetLocation(place.Span)] : ImmutableArray<Location>.Empty],
                });
            }
        }
    }
}
