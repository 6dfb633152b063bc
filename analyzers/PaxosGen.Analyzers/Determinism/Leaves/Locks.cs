using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.Leaves;

/// <summary>PXG1005: locks, which do no harm and no good.</summary>
internal sealed class Locks : Check
{
    public override ImmutableArray<OperationKind> Kinds { get; } = [OperationKind.Lock];

    public override void Visit(IOperation operation, Body body)
    {
        if (operation is ILockOperation { Syntax: LockStatementSyntax syntax })
        {
            body.Report(new Finding(Rules.Threading, syntax.LockKeyword.GetLocation(), "lock", "a handler runs alone, so that it has nothing to lock") { Severity = DiagnosticSeverity.Info });
        }
    }
}
