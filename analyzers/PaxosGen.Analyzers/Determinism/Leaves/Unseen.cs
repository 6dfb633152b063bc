using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Analyzers.Determinism.Leaves;

/// <summary>PXG1021: calls of which the compiler does not see what they run.</summary>
internal sealed class Unseen : Check
{
    // Fields that a state machine's constructor fills with what it is given.
    private readonly HashSet<ISymbol> _given = new(SymbolEqualityComparer.Default);

    public override ImmutableArray<OperationKind> Kinds { get; } =
    [
        OperationKind.DynamicInvocation, OperationKind.DynamicMemberReference, OperationKind.DynamicIndexerAccess, OperationKind.DynamicObjectCreation,
        OperationKind.FunctionPointerInvocation, OperationKind.Invocation, OperationKind.MethodReference, OperationKind.SimpleAssignment, OperationKind.FieldInitializer,
        OperationKind.PropertyInitializer, OperationKind.Binary,
    ];

    public override void Visit(IOperation operation, Body body)
    {
        switch (operation)
        {
            case IDynamicInvocationOperation or IDynamicMemberReferenceOperation or IDynamicIndexerAccessOperation or IDynamicObjectCreationOperation:
                ReportDynamic(operation, body);
                break;
            case IBinaryOperation { Type.TypeKind: TypeKind.Dynamic }:
                ReportDynamic(operation, body);
                break;
            case IFunctionPointerInvocationOperation:
                body.Report(Rules.Unverifiable, operation, operation.Syntax.ToString(), "a function pointer may point anywhere; call the method directly");
                break;
            case IInvocationOperation { TargetMethod: { MethodKind: MethodKind.DelegateInvoke } method } call:
                ReadDelegate(call, method, body);
                break;
            case IInvocationOperation { TargetMethod: { } method }:
                ReportNative(method, operation, body);
                break;
            case IMethodReferenceOperation reference:
                ReportNative(reference.Method, operation, body);
                break;
            case ISimpleAssignmentOperation { Target: IMemberReferenceOperation target, Value: { } value }:
                ReadAssignment(target.Member, value);
                break;
            case IFieldInitializerOperation { Value: { } value } initializer:
                foreach (var field in initializer.InitializedFields)
                {
                    ReadAssignment(field, value);
                }

                break;
            case IPropertyInitializerOperation { Value: { } value } initializer:
                foreach (var property in initializer.InitializedProperties)
                {
                    ReadAssignment(property, value);
                }

                break;
        }
    }

    private static void ReportDynamic(IOperation operation, Body body)
        => body.Report(Rules.Unverifiable, operation, operation.Syntax.ToString(), "what a dynamic call runs is decided while it runs; give the value a type");

    private static void ReportNative(IMethodSymbol method, IOperation operation, Body body)
    {
        if (!body.Analysis.Sources.Has(method) || !body.Analysis.Enters(Member.Of(method)))
        {
            return;
        }

        if (method.IsExtern || method.GetAttributes().Any(static a => a.AttributeClass?.Name is "DllImportAttribute" or "LibraryImportAttribute"))
        {
            body.Report(new Finding(Rules.Unverifiable, LeafPlace.Of(operation), Names.InMessage(method), "native code cannot be looked at; say why it does the same everywhere with [Deterministic(\"why\")] at its declaration")
            {
                Related = [.. method.Locations.Where(static l => l.IsInSource)],
            });
        }
    }

    private void ReadAssignment(ISymbol member, IOperation value)
    {
        if (value is IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } constructor } && Names.Has(constructor.ContainingType, Names.Attribute))
        {
            _given.Add(member.OriginalDefinition);
        }
    }

    private void ReadDelegate(IInvocationOperation call, IMethodSymbol method, Body body)
    {
        switch (call.Instance)
        {
            case IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } constructor } parameter } when Names.Has(constructor.ContainingType, Names.Attribute):
                body.Report(Rules.Unverifiable, call, parameter.Name, "each replica gives its state machine a delegate of its own; call a method instead");
                break;
            case IMemberReferenceOperation reference:
                var member = reference.Member.OriginalDefinition;
                body.Report(new Finding(Rules.Unverifiable, LeafPlace.Of(call), reference.Member.Name, $"each replica gives its state machine a {method.ContainingType.Name} of its own; call a method instead")
                {
                    Holds = _ => _given.Contains(member),
                });
                break;
        }
    }
}
