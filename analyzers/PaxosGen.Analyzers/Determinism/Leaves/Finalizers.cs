using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.Leaves;

/// <summary>PXG1016: what the finalizer of a reachable type does, it does whenever the collector comes by.</summary>
internal sealed class Finalizers : Check
{
    public override ImmutableArray<OperationKind> Kinds { get; } = [OperationKind.MethodBody];

    public override void Visit(IOperation operation, Body body)
    {
        if (body.Method is not { MethodKind: MethodKind.Destructor } || operation is not IMethodBodyOperation code || operation.Syntax is not DestructorDeclarationSyntax syntax)
        {
            return;
        }

        var statements = (code.BlockBody ?? code.ExpressionBody)?.Operations ?? [];
        if (!statements.IsEmpty)
        {
            body.Report(new Finding(Rules.GarbageCollection, syntax.Identifier.GetLocation(), "~" + body.Type.Name, "its finalizer runs at another time on each replica, or never: do it in a command")
            {
                Related = [.. statements.Select(static s => s.Syntax.GetLocation())],
            });
        }
    }
}
