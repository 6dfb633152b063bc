using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Analyzers.Determinism.State;

/// <summary>PXG1019: whether memory or a stack suffices differs between machines, and so do the texts of exceptions.</summary>
internal sealed class Exceptions(Analysis analysis) : Check
{
    private static readonly HashSet<string> Resources =
    [
        "OutOfMemoryException", "StackOverflowException", "InsufficientExecutionStackException", "InsufficientMemoryException", "ThreadAbortException", "ThreadInterruptedException", "AccessViolationException",
        "ExecutionEngineException", "TimeoutException", "SEHException", "RegexMatchTimeoutException",
    ];

    private static readonly HashSet<string> Texts = ["Message", "StackTrace", "Source", "TargetSite", "HResult", "HelpLink", "Data"];

    public override ImmutableArray<OperationKind> Kinds { get; } =
        [OperationKind.CatchClause, OperationKind.PropertyReference, OperationKind.Invocation, OperationKind.Interpolation, OperationKind.Binary];

    public override void Visit(IOperation operation, Body body)
    {
        switch (operation)
        {
            case ICatchClauseOperation clause:
                VisitCatch(clause, body);
                break;
            case IPropertyReferenceOperation { Instance: { } instance } reference when Texts.Contains(reference.Property.Name) && Traits.IsException(instance.Type):
                if (!IsOwn(instance.Type) || reference.Property.Name is "StackTrace" or "TargetSite" or "Source")
                {
                    VisitText(reference, reference.Property.Name, body);
                }

                break;
            case IInvocationOperation { TargetMethod: { Name: "ToString", Parameters.IsEmpty: true }, Instance: { } instance } call when Traits.IsException(instance.Type):
                VisitText(call, "ToString", body);
                break;
            case IInterpolationOperation { Expression: var value } interpolation when Traits.IsException(Unconverted(value).Type):
                VisitText(interpolation, "ToString", body);
                break;
            case IBinaryOperation { Type.SpecialType: SpecialType.System_String } binary:
                foreach (var operand in new[] { binary.LeftOperand, binary.RightOperand })
                {
                    if (Traits.IsException(Unconverted(operand).Type))
                    {
                        VisitText(operand, "ToString", body);
                    }
                }

                break;
        }
    }

    private static IOperation Unconverted(IOperation value) => value is IConversionOperation { IsImplicit: true } conversion ? conversion.Operand : value;

    /// <summary>An exception whose text is the user's own.</summary>
    private bool IsOwn(ITypeSymbol? type)
        => type is not null && (analysis.Sources.Has(type) || Names.OfDefinition(type).StartsWith("PaxosGen.", StringComparison.Ordinal));

    private static void VisitCatch(ICatchClauseOperation clause, Body body)
    {
        var caught = clause.Syntax is CatchClauseSyntax { Declaration: null } ? null : clause.ExceptionType;
        var tested = (clause.Filter?.DescendantsAndSelf() ?? []).Select(Tested).Where(static t => Traits.IsException(t)).ToList();
        var isNegated = clause.Filter?.DescendantsAndSelf().Any(static o => o is INegatedPatternOperation or IUnaryOperation { OperatorKind: UnaryOperatorKind.Not }) == true;
        if (IsRethrown(clause) || (isNegated && tested.Any(static t => Resources.Contains(t!.Name))))
        {
            return; // A filter that lets through what depends on the machine is enough.
        }

        foreach (var type in tested.Count == 0 || isNegated ? [caught] : tested)
        {
            if (type is not null && Resources.Contains(type.Name))
            {
                Report(clause, type.Name, "whether it is thrown depends on the machine; let it stop the replica", body);
            }
            else if (type is null || (type.Name is "Exception" or "SystemException" && Names.OfNamespace(type.ContainingNamespace) == "System"))
            {
                Report(clause, type?.Name ?? "catch", "it also catches what depends on the machine, like OutOfMemoryException; catch what the code is known to throw", body);
            }
        }
    }

    private static ITypeSymbol? Tested(IOperation test) => test switch
    {
        IIsTypeOperation type => type.TypeOperand,
        ITypePatternOperation pattern => pattern.MatchedType,
        IDeclarationPatternOperation pattern => pattern.MatchedType,
        IRecursivePatternOperation pattern => pattern.MatchedType,
        _ => null,
    };

    private static void Report(ICatchClauseOperation clause, string what, string advice, Body body)
    {
        var syntax = clause.Syntax as CatchClauseSyntax;
        var place = syntax is null ? clause.Syntax.GetLocation() : Location.Create(syntax.SyntaxTree, Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(syntax.CatchKeyword.SpanStart, (syntax.Declaration?.Span ?? syntax.CatchKeyword.Span).End));
        body.Report(new Finding(Rules.Exceptions, place, what, advice));
    }

    private static bool IsRethrown(ICatchClauseOperation clause)
    {
        var open = new Stack<IOperation>([clause.Handler]);
        while (open.Count > 0)
        {
            var operation = open.Pop();
            if (operation is IThrowOperation)
            {
                return true;
            }

            if (operation is not (IAnonymousFunctionOperation or ILocalFunctionOperation))
            {
                foreach (var child in operation.ChildOperations)
                {
                    open.Push(child);
                }
            }
        }

        return false;
    }

    private static void VisitText(IOperation text, string what, Body body)
    {
        if (IsKept(text))
        {
            body.Report(Rules.Exceptions, text, what, "texts of exceptions differ by version and platform; keep an error code or a text of your own");
        }
    }

    /// <summary>Whether the text goes anywhere but into a log or into another exception that nobody compares.</summary>
    private static bool IsKept(IOperation text)
    {
        for (IOperation inner = text, outer = text.Parent!; outer is not null; inner = outer, outer = outer.Parent!)
        {
            switch (outer)
            {
                case IThrowOperation:
                    return false;
                case IObjectCreationOperation creation when Traits.IsException(creation.Type):
                    return creation.Type?.Name == "CommandRejectedException";
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod.ReturnsVoid: true } call }:
                    return LibraryEffects.IsMutatorName(call.TargetMethod.Name);
                case IExpressionStatementOperation when inner is not (IAssignmentOperation or IInvocationOperation):
                    return false;
                case IMethodBodyOperation or IBlockOperation or IAnonymousFunctionOperation:
                    return true;
            }
        }

        return true;
    }
}
