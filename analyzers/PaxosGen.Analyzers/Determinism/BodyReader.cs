using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism;

/// <summary>
/// Finds what a body reaches: everything that C# can call with, of which most is no call to look at. The order of the
/// cases is that of the table in docs/determinism.md.
/// </summary>
internal sealed partial class BodyReader(Body body, Sources sources)
{
    public void Read(IOperation operation)
    {
        switch (operation)
        {
            case IInvocationOperation call:
                ReadCall(call);
                break;
            case IObjectCreationOperation creation:
                ReadCreation(creation);
                break;
            case ITypeParameterObjectCreationOperation:
                break; // Type arguments of constrained parameters count as created.
            case IPropertyReferenceOperation property:
                ReadProperty(property);
                break;
            case IFieldReferenceOperation { Field.IsStatic: true } field:
                Trigger(field.Field, field);
                break;
            case IEventAssignmentOperation { EventReference: IEventReferenceOperation reference } assignment:
                Add((assignment.Adds ? reference.Event.AddMethod : reference.Event.RemoveMethod), IsVirtual(reference.Event, reference.Instance), assignment);
                break;
            case IMethodReferenceOperation reference:
                AddArguments(reference.Method, reference);
                Add(reference.Method, reference.IsVirtual ? EdgeKind.Virtual : EdgeKind.Direct, reference, reference.ConstrainedToType);
                break;
            case IDefaultValueOperation { Type: INamedTypeSymbol { IsValueType: true } type } value:
                body.Creates.Add((type, value));
                break;
            case IInterpolationOperation interpolation:
                Stringify(interpolation.Expression, interpolation);
                break;
            case IWithOperation with:
                ReadClone(with);
                break;
            default:
                ReadOperator(operation);
                break;
        }
    }

    private void ReadOperator(IOperation operation)
    {
        switch (operation)
        {
            case IBinaryOperation binary:
                Add(binary.OperatorMethod, EdgeKind.Direct, binary, binary.ConstrainedToType);
                if (binary.OperatorKind is BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr)
                {
                    AddOperators(binary.OperatorMethod?.ContainingType, binary, WellKnownMemberNames.TrueOperatorName, WellKnownMemberNames.FalseOperatorName);
                }

                ReadConcatenation(binary);
                break;
            case ITupleBinaryOperation tuples:
                ReadEquality(tuples.LeftOperand.Type, tuples);
                ReadEquality(tuples.RightOperand.Type, tuples);
                break;
            case IUnaryOperation unary:
                Add(unary.OperatorMethod, EdgeKind.Direct, unary, unary.ConstrainedToType);
                break;
            case ICompoundAssignmentOperation compound:
                Add(compound.OperatorMethod, EdgeKind.Direct, compound, compound.ConstrainedToType);
                Add(compound.InConversion.MethodSymbol, EdgeKind.Direct, compound);
                Add(compound.OutConversion.MethodSymbol, EdgeKind.Direct, compound);
                if (compound.Type?.SpecialType == SpecialType.System_String)
                {
                    Stringify(compound.Value, compound);
                }

                break;
            case IIncrementOrDecrementOperation increment:
                Add(increment.OperatorMethod, EdgeKind.Direct, increment, increment.ConstrainedToType);
                break;
            case IConversionOperation conversion:
                Add(conversion.OperatorMethod, EdgeKind.Direct, conversion, conversion.ConstrainedToType);
                if (conversion.Operand.Type is INamedTypeSymbol { IsValueType: true } boxed && conversion.Type?.IsReferenceType == true)
                {
                    body.Creates.Add((boxed, conversion));
                }

                break;
            default:
                ReadStatement(operation);
                break;
        }
    }

    private void ReadCall(IInvocationOperation call)
    {
        AddArguments(call.TargetMethod, call);
        Add(call.TargetMethod, call.IsVirtual ? EdgeKind.Virtual : EdgeKind.Direct, call, call.ConstrainedToType);
    }

    private void ReadCreation(IObjectCreationOperation creation)
    {
        if (creation.Constructor is not { } constructor)
        {
            return;
        }

        body.Creates.Add((constructor.ContainingType, creation));
        AddArguments(constructor, creation);
        Add(constructor, EdgeKind.Direct, creation);
    }

    private void ReadProperty(IPropertyReferenceOperation reference)
    {
        var property = reference.Property;
        var (reads, writes) = UseOf(reference);
        AddArguments(property, reference);
        var kind = IsVirtual(property, reference.Instance);
        Add(reads ? property.GetMethod ?? Inherited(property, static p => p.GetMethod) : null, kind, reference, reference.ConstrainedToType);
        Add(writes ? property.SetMethod ?? Inherited(property, static p => p.SetMethod) : null, kind, reference, reference.ConstrainedToType);
        if (property.IsStatic)
        {
            Trigger(property, reference);
        }
    }

    /// <summary>An override may have one accessor only; the other one is further up.</summary>
    private static IMethodSymbol? Inherited(IPropertySymbol property, Func<IPropertySymbol, IMethodSymbol?> accessor)
    {
        for (var overridden = property.OverriddenProperty; overridden is not null; overridden = overridden.OverriddenProperty)
        {
            if (accessor(overridden) is { } method)
            {
                return method;
            }
        }

        return null;
    }

    private static (bool Reads, bool Writes) UseOf(IOperation reference) => reference.Parent switch
    {
        ISimpleAssignmentOperation assignment when assignment.Target == reference => (assignment.IsRef, true),
        ICompoundAssignmentOperation or ICoalesceAssignmentOperation when IsTarget(reference) => (true, true),
        IIncrementOrDecrementOperation => (true, true),
        ITupleOperation when IsDeconstructed(reference.Parent) => (false, true),
        _ => (true, false),
    };

    private static bool IsTarget(IOperation reference) => reference.Parent switch
    {
        ICompoundAssignmentOperation compound => compound.Target == reference,
        ICoalesceAssignmentOperation coalesce => coalesce.Target == reference,
        _ => false,
    };

    private static bool IsDeconstructed(IOperation tuple)
    {
        while (tuple.Parent is ITupleOperation outer)
        {
            tuple = outer;
        }

        return tuple.Parent is IDeconstructionAssignmentOperation assignment && assignment.Target == tuple;
    }

    /// <summary>What a constructor runs and does not show: initialisers, and the base's constructor if it calls none.</summary>
    public void ReadConstructor(IMethodSymbol constructor)
    {
        var initializer = body.Roots.Select(static r => r is IConstructorBodyOperation { Initializer: { } explicitly } ? Unwrapped(explicitly) : Unwrapped(r)).OfType<IInvocationOperation>().FirstOrDefault();
        if (initializer is not null && SymbolEqualityComparer.Default.Equals(initializer.TargetMethod.ContainingType, constructor.ContainingType))
        {
            return;
        }

        body.Triggers.Add((Member.InitializersOf(constructor.ContainingType), null));
        if (initializer is null && constructor.ContainingType is { IsReferenceType: true, BaseType: { } parent })
        {
            Add(parent.InstanceConstructors.FirstOrDefault(static c => c.Parameters.All(static p => p.IsOptional)), EdgeKind.Direct, null);
        }
    }

    private static IOperation Unwrapped(IOperation operation) => operation is IExpressionStatementOperation statement ? statement.Operation : operation;

    private static EdgeKind IsVirtual(ISymbol member, IOperation? instance)
        => member.IsStatic || instance is null || instance.Syntax is BaseExpressionSyntax || member.ContainingType.IsSealed ? EdgeKind.Direct
            : member.IsVirtual || member.IsAbstract || member.IsOverride || member.ContainingType.TypeKind == TypeKind.Interface ? EdgeKind.Virtual : EdgeKind.Direct;

    private void AddMember(ISymbol? member, IOperation site)
    {
        var method = member switch
        {
            IPropertySymbol property => property.GetMethod,
            IMethodSymbol same => same,
            _ => null,
        };
        Add(method, method is null ? EdgeKind.Direct : IsVirtual(method, site), site);
    }

    private void Add(IMethodSymbol? target, EdgeKind kind, IOperation? site, ITypeSymbol? constrainedTo = null)
    {
        if (target is null || target.MethodKind is MethodKind.LocalFunction or MethodKind.AnonymousFunction or MethodKind.BuiltinOperator or MethodKind.DelegateInvoke)
        {
            return; // The code of local and anonymous functions is a part of this body.
        }

        if (target.IsStatic && target.ContainingType is { } type)
        {
            if (constrainedTo is not null && (target.IsAbstract || target.IsVirtual))
            {
                kind = EdgeKind.TypeArgument;
            }

            Trigger(type, site);
        }
        else if (kind == EdgeKind.Virtual && !target.IsVirtual && !target.IsAbstract && !target.IsOverride && target.ContainingType?.TypeKind != TypeKind.Interface)
        {
            kind = EdgeKind.Direct;
        }

        if (sources.Has(target.OriginalDefinition) || kind != EdgeKind.Direct)
        {
            body.Edges.Add(new Edge(target, kind, site));
        }
    }

    /// <summary>Code that runs before the first use of a type's static members, if the user has written any.</summary>
    private void Trigger(INamedTypeSymbol type, IOperation? site)
    {
        if (sources.Has(type) && type.StaticConstructors.FirstOrDefault() is { IsImplicitlyDeclared: false } constructor)
        {
            body.Triggers.Add((Member.Of(constructor), site));
        }
    }

    private void Trigger(ISymbol fieldOrProperty, IOperation site)
    {
        if (sources.Has(fieldOrProperty))
        {
            body.Triggers.Add((Member.StaticInitializerOf(fieldOrProperty), site));
            Trigger(fieldOrProperty.ContainingType, site);
        }
    }

    private void AddArguments(ISymbol member, IOperation site)
    {
        if (member is IMethodSymbol { TypeArguments.IsEmpty: false } method)
        {
            AddArguments(method.TypeArguments, method.TypeParameters, site);
        }

        for (var type = member.ContainingType; type is not null; type = type.ContainingType)
        {
            AddArguments(type.TypeArguments, type.TypeParameters, site);
        }
    }

    private void AddArguments(ImmutableArray<ITypeSymbol> arguments, ImmutableArray<ITypeParameterSymbol> parameters, IOperation site)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is not INamedTypeSymbol named)
            {
                continue;
            }

            if (sources.Has(named))
            {
                body.TypeArguments.Add((named, site));
                if (parameters[i].HasConstructorConstraint && named.InstanceConstructors.FirstOrDefault(static c => c.Parameters.IsEmpty) is { } constructor)
                {
                    body.Creates.Add((named, site));
                    Add(constructor, EdgeKind.Direct, site);
                }
            }

            AddArguments(named.TypeArguments, named.TypeParameters, site);
        }
    }
}
