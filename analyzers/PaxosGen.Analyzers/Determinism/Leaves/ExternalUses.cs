using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PaxosGen.Analyzers.Determinism.External;
using PaxosGen.Analyzers.Determinism.Summaries;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Analyzers.Determinism.Leaves;

/// <summary>Uses of library members that the lists forbid or do not know, and of the user's own that the user forbids.</summary>
internal sealed class ExternalUses(ApiList list) : Check
{
    private readonly SummaryReader _summaries = new();

    public override ImmutableArray<OperationKind> Kinds { get; } =
    [
        OperationKind.Invocation, OperationKind.ObjectCreation, OperationKind.PropertyReference, OperationKind.FieldReference, OperationKind.MethodReference,
        OperationKind.EventReference, OperationKind.Conversion, OperationKind.Binary, OperationKind.Unary, OperationKind.CompoundAssignment,
        OperationKind.Increment, OperationKind.Decrement, OperationKind.CollectionExpression,
    ];

    public override void Visit(IOperation operation, Body body)
    {
        if (UsedBy(operation) is not { } symbol || symbol.ContainingType is not { TypeKind: not TypeKind.Error } type)
        {
            return;
        }

        if (body.Analysis.Sources.Has(symbol))
        {
            if (!type.IsAnonymousType && list.FindOfUser(symbol) is { Rule: { } denied } ofUser)
            {
                body.Report(denied, operation, Names.InMessage(symbol), ofUser.Advice);
            }
        }
        else
        {
            Judge(symbol, operation, body);
        }

        JudgeArguments(operation, body);
    }

    private static ISymbol? UsedBy(IOperation operation) => operation switch
    {
        IInvocationOperation call => call.TargetMethod.ReducedFrom ?? call.TargetMethod,
        IObjectCreationOperation creation => creation.Constructor,
        IMemberReferenceOperation reference => (reference.Member as IMethodSymbol)?.ReducedFrom ?? reference.Member,
        IConversionOperation conversion => conversion.OperatorMethod,
        IBinaryOperation binary => binary.OperatorMethod,
        IUnaryOperation unary => unary.OperatorMethod,
        ICompoundAssignmentOperation compound => compound.OperatorMethod,
        IIncrementOrDecrementOperation increment => increment.OperatorMethod,
        ICollectionExpressionOperation collection => collection.ConstructMethod,
        _ => null,
    };

    private void Judge(ISymbol symbol, IOperation operation, Body body)
    {
        switch (list.Find(symbol) ?? _summaries.Find(symbol))
        {
            case null:
                if (!IsPlain(symbol))
                {
                    body.Report(Rules.Unverifiable, operation, Names.InMessage(symbol), $"allow or vouch for it in {UserList.FileName}");
                }

                break;
            case { Rule: { } rule } verdict:
                if (rule != Rules.TimeOut || !IsEndless(operation))
                {
                    body.Report(rule, operation, Names.InMessage(symbol), verdict.Advice, verdict.Severity);
                }

                break;
        }
    }

    /// <summary>A type argument of which an instance is created: nothing else shows which constructor that is.</summary>
    private void JudgeArguments(IOperation operation, Body body)
    {
        if (operation is not IInvocationOperation { TargetMethod: { TypeArguments.IsEmpty: false } method })
        {
            return;
        }

        for (var i = 0; i < method.TypeArguments.Length; i++)
        {
            if (method.TypeParameters[i].HasConstructorConstraint && method.TypeArguments[i] is INamedTypeSymbol { TypeKind: TypeKind.Class } created && !body.Analysis.Sources.Has(created)
                && created.InstanceConstructors.FirstOrDefault(static c => c.Parameters.IsEmpty) is { } constructor)
            {
                Judge(constructor, operation, body);
            }
        }
    }

    /// <summary>Constants and exceptions of unknown libraries do nothing.</summary>
    private static bool IsPlain(ISymbol symbol)
    {
        if (symbol is IFieldSymbol { IsConst: true })
        {
            return true;
        }

        for (var type = symbol.ContainingType; type is not null; type = type.BaseType)
        {
            if (type is { Name: nameof(Exception), ContainingNamespace: { Name: nameof(System), ContainingNamespace.IsGlobalNamespace: true } })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a time-out is given that never comes.</summary>
    private static bool IsEndless(IOperation operation)
    {
        var arguments = operation switch
        {
            IInvocationOperation call => call.Arguments,
            IObjectCreationOperation creation => creation.Arguments,
            _ => [],
        };
        return arguments.Any(static a => a.Value is IFieldReferenceOperation { Field.Name: "InfiniteMatchTimeout" or "InfiniteTimeSpan" } or { ConstantValue: { HasValue: true, Value: -1 } });
    }
}
