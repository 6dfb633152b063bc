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
internal sealed class BodyReader(Body body, Sources sources)
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
                ReadStatement(operation);
                break;
        }
    }

    private void ReadStatement(IOperation operation)
    {
        switch (operation)
        {
            case IForEachLoopOperation loop:
                ReadLoop(loop);
                break;
            case IUsingOperation use:
                foreach (var type in ResourceTypes(use.Resources))
                {
                    ReadDispose(type, use);
                }

                break;
            case IUsingDeclarationOperation use:
                foreach (var type in ResourceTypes(use.DeclarationGroup))
                {
                    ReadDispose(type, use);
                }

                break;
            case IDeconstructionAssignmentOperation { Syntax: AssignmentExpressionSyntax syntax } assignment:
                ReadDeconstruction(sources.ModelOf(syntax.SyntaxTree).GetDeconstructionInfo(syntax), assignment);
                break;
            case IRecursivePatternOperation { DeconstructSymbol: IMethodSymbol deconstruct } pattern:
                Add(deconstruct, EdgeKind.Direct, pattern);
                break;
            case IListPatternOperation pattern:
                AddMember(pattern.LengthSymbol, pattern);
                AddMember(pattern.IndexerSymbol, pattern);
                break;
            case ISlicePatternOperation pattern:
                AddMember(pattern.SliceSymbol, pattern);
                break;
            case IImplicitIndexerReferenceOperation indexer:
                AddMember(indexer.LengthSymbol, indexer);
                AddMember(indexer.IndexerSymbol, indexer);
                break;
            case ICollectionExpressionOperation collection:
                ReadCollection(collection);
                break;
            case ISpreadOperation { Operand.Type: { } type } spread:
                ReadEnumeration(type, spread);
                break;
            case IAwaitOperation { Syntax: AwaitExpressionSyntax syntax } wait:
                var info = sources.ModelOf(syntax.SyntaxTree).GetAwaitExpressionInfo(syntax);
                Add(info.GetAwaiterMethod, EdgeKind.Virtual, wait);
                Add(info.GetResultMethod, EdgeKind.Virtual, wait);
                Add(info.IsCompletedProperty?.GetMethod, EdgeKind.Virtual, wait);
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

    /// <summary>Tuples are compared element by element, with the operators of the elements' types.</summary>
    private void ReadEquality(ITypeSymbol? type, IOperation site)
    {
        if (type is INamedTypeSymbol { IsTupleType: true } tuple)
        {
            foreach (var element in tuple.TupleElements)
            {
                ReadEquality(element.Type, site);
            }
        }
        else
        {
            AddOperators(type, site, WellKnownMemberNames.EqualityOperatorName, WellKnownMemberNames.InequalityOperatorName);
        }
    }

    private void AddOperators(ITypeSymbol? type, IOperation site, string first, string second)
    {
        if (type is not null && sources.Has(type))
        {
            foreach (var member in type.GetMembers(first).Concat(type.GetMembers(second)))
            {
                Add(member as IMethodSymbol, EdgeKind.Direct, site);
            }
        }
    }

    private void ReadConcatenation(IBinaryOperation binary)
    {
        if (binary.OperatorKind == BinaryOperatorKind.Add && binary.Type?.SpecialType == SpecialType.System_String)
        {
            Stringify(binary.LeftOperand, binary);
            Stringify(binary.RightOperand, binary);
        }
    }

    /// <summary>Interpolation and concatenation call ToString, and nothing shows it.</summary>
    private void Stringify(IOperation value, IOperation site)
    {
        var type = value is IConversionOperation { IsImplicit: true, Operand.Type: { } operand } ? operand : value.Type;
        if (type is INamedTypeSymbol named && sources.Has(named))
        {
            foreach (var method in named.GetMembers(WellKnownMemberNames.ObjectToString).OfType<IMethodSymbol>())
            {
                if (method.Parameters.IsEmpty)
                {
                    Add(method, EdgeKind.Virtual, site);
                }
            }

            if (named.IsValueType)
            {
                body.Creates.Add((named, site));
            }
        }
    }

    /// <summary>A record's copy constructor runs with its <c>with</c>.</summary>
    private void ReadClone(IWithOperation with)
    {
        if (with.Operand.Type is INamedTypeSymbol { IsRecord: true, IsValueType: false } record)
        {
            foreach (var constructor in record.InstanceConstructors)
            {
                if (constructor.Parameters.Length == 1 && SymbolEqualityComparer.Default.Equals(constructor.Parameters[0].Type, record))
                {
                    Add(constructor, EdgeKind.Direct, with);
                }
            }
        }
    }

    private void ReadLoop(IForEachLoopOperation loop)
    {
        if (loop.Syntax is not CommonForEachStatementSyntax syntax)
        {
            return;
        }

        var model = sources.ModelOf(syntax.SyntaxTree);
        var info = model.GetForEachStatementInfo(syntax);
        Add(info.GetEnumeratorMethod, EdgeKind.Virtual, loop.Collection);
        foreach (var method in new[] { info.MoveNextMethod, info.CurrentProperty?.GetMethod, info.DisposeMethod })
        {
            ReadEnumerator(info.GetEnumeratorMethod?.ReturnType, method, loop.Collection);
        }

        Add(info.ElementConversion.MethodSymbol, EdgeKind.Direct, loop.Collection);
        Add(info.CurrentConversion.MethodSymbol, EdgeKind.Direct, loop.Collection);
        if (info.GetEnumeratorMethod?.ReturnType is INamedTypeSymbol enumerator)
        {
            body.Creates.Add((enumerator, loop.Collection));
        }

        if (syntax is ForEachVariableStatementSyntax deconstructing)
        {
            ReadDeconstruction(model.GetDeconstructionInfo(deconstructing), loop.Collection);
        }
    }

    /// <summary>
    /// What a loop calls of its enumerator. That of IEnumerator and IDisposable is not looked for in all types that implement these:
    /// it is entered when an enumerator is created.
    /// </summary>
    private void ReadEnumerator(ITypeSymbol? enumerator, IMethodSymbol? method, IOperation site)
    {
        if (method?.ContainingType is { TypeKind: TypeKind.Interface } declaring && !sources.Has(declaring))
        {
            method = enumerator is { TypeKind: TypeKind.Class or TypeKind.Struct } ? enumerator.FindImplementationForInterfaceMember(method) as IMethodSymbol : null;
        }

        Add(method, EdgeKind.Virtual, site);
    }

    private void ReadDeconstruction(DeconstructionInfo info, IOperation site)
    {
        Add(info.Method, EdgeKind.Direct, site);
        Add(info.Conversion?.MethodSymbol, EdgeKind.Direct, site);
        foreach (var nested in info.Nested)
        {
            ReadDeconstruction(nested, site);
        }
    }

    private static IEnumerable<ITypeSymbol> ResourceTypes(IOperation resources) => resources switch
    {
        IVariableDeclarationGroupOperation group => group.Declarations.SelectMany(static d => d.Declarators).Select(static d => d.Symbol.Type),
        { Type: { } type } => [type],
        _ => [],
    };

    private void ReadDispose(ITypeSymbol type, IOperation site)
    {
        foreach (var name in (ReadOnlySpan<string>)["Dispose", "DisposeAsync"])
        {
            foreach (var member in type.GetMembers(name).Concat(type.AllInterfaces.SelectMany(i => i.GetMembers(name))))
            {
                if (member is IMethodSymbol { Parameters.IsEmpty: true } method)
                {
                    var implementation = method.ContainingType.TypeKind == TypeKind.Interface ? type.FindImplementationForInterfaceMember(method) as IMethodSymbol : null;
                    Add(implementation ?? method, EdgeKind.Virtual, site);
                }
            }
        }
    }

    private void ReadCollection(ICollectionExpressionOperation collection)
    {
        if (collection.ConstructMethod is { } construct)
        {
            body.Creates.Add((construct.ContainingType, collection));
            Add(construct, EdgeKind.Direct, collection);
        }

        if (collection.Type is INamedTypeSymbol type && sources.Has(type) && collection.Elements.Length > 0)
        {
            foreach (var add in type.GetMembers("Add").OfType<IMethodSymbol>())
            {
                Add(add, EdgeKind.Virtual, collection);
            }
        }
    }

    /// <summary>What a library or a spread calls to enumerate a type of the user's.</summary>
    private void ReadEnumeration(ITypeSymbol type, IOperation site)
    {
        foreach (var method in type.GetMembers(WellKnownMemberNames.GetEnumeratorMethodName).OfType<IMethodSymbol>())
        {
            Add(method, EdgeKind.Virtual, site);
            if (method.ReturnType is INamedTypeSymbol enumerator)
            {
                body.Creates.Add((enumerator, site));
                foreach (var member in enumerator.GetMembers(WellKnownMemberNames.MoveNextMethodName).Concat(enumerator.GetMembers(WellKnownMemberNames.CurrentPropertyName)))
                {
                    AddMember(member, site);
                }
            }
        }
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
