using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism;

/// <content>What the compiler calls for statements and expressions that show no call.</content>
internal sealed partial class BodyReader
{
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
        if (type is { TypeKind: TypeKind.Interface, Name: "IEnumerator" or "IAsyncEnumerator" })
        {
            return; // As of loops.
        }

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
}
