using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PaxosGen.Analyzers.Determinism.External;
using PaxosGen.Analyzers.Determinism.Summaries;

namespace PaxosGen.Analyzers.Determinism.Leaves;

/// <summary>Uses of library members that the lists forbid or do not know.</summary>
internal sealed class ExternalUses(ApiList list) : Check
{
    private readonly SummaryReader _summaries = new();

    public override ImmutableArray<OperationKind> Kinds { get; } =
    [
        OperationKind.Invocation, OperationKind.ObjectCreation, OperationKind.PropertyReference, OperationKind.FieldReference, OperationKind.MethodReference,
        OperationKind.EventReference,
    ];

    public override void Visit(IOperation operation, Body body)
    {
        ISymbol? symbol = operation switch
        {
            IInvocationOperation call => call.TargetMethod.ReducedFrom ?? call.TargetMethod,
            IObjectCreationOperation creation => creation.Constructor,
            IMemberReferenceOperation reference => reference.Member,
            _ => null,
        };
        if (symbol is null || body.Analysis.Sources.Has(symbol))
        {
            return;
        }

        switch (list.Find(symbol) ?? _summaries.Find(symbol))
        {
            case null:
                body.Report(Rules.Unverifiable, operation, symbol.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat), "allow or vouch for it in PaxosGen.Determinism.txt");
                break;
            case { Rule: { } rule } verdict:
                body.Report(new Finding(rule, operation.Syntax.GetLocation(), symbol.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat), verdict.Advice) { Severity = verdict.Severity });
                break;
        }
    }
}
