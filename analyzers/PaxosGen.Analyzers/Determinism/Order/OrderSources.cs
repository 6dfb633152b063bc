using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.Order;

/// <summary>Which expressions are collections without order, and since when.</summary>
internal sealed class OrderSources(Flows flows, Analysis analysis)
{
    private readonly Dictionary<ISymbol, (Disorder? Disorder, bool IsKnown)> _assigned = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, bool> _ignoresCase = new(SymbolEqualityComparer.Default);
    private Insertion? _insertion;

    /// <summary>The disorder that begins with an expression; null if it has none, or has it from an operand of its own.</summary>
    public Disorder? Of(IOperation operation, BodyIndex index)
    {
        if (Find(operation, index) is not { } disorder)
        {
            return null;
        }

        _insertion ??= new Insertion(this);
        return disorder with
        {
            IgnoresCase = disorder.IgnoresCase || MayIgnoreCase(operation, index),
            IsAsAdded = disorder.Differs == Differs.ByContract && _insertion.Keeps(operation, index),
        };
    }

    public bool IsOfUser(IMethodSymbol method) => flows.IsOfUser(method);

    /// <summary>As <see cref="Of"/>, as far as the types and assignments tell.</summary>
    public Disorder? Find(IOperation operation, BodyIndex index)
    {
        switch (operation)
        {
            case IFieldReferenceOperation { Type: { } type } field:
                return OfMember(field.Field, type);
            case IPropertyReferenceOperation { Type: { } type } property:
                return OfProperty(property, type);
            case ILocalReferenceOperation { Type: { } type } local:
                return OfLocal(local, type, index);
            case IParameterReferenceOperation { Type: { } type } parameter:
                return OfParameter(parameter.Parameter, type);
            case IInvocationOperation { Type: { } type, TargetMethod: var method } call:
                return OfCall(call, method, type);
            case IInstanceReferenceOperation { Parent: IMemberReferenceOperation or IInvocationOperation }:
                return null; // this.Member
            case IObjectCreationOperation or IArrayElementReferenceOperation or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }:
                var made = OfType(operation.Type);
                return operation is IObjectCreationOperation creation && made is not null && IsOrderedCopy(creation) ? null : Fresh(made, operation is IObjectCreationOperation);
            case IConversionOperation { Conversion.IsImplicit: false, Type: { } type } conversion when Find(conversion.Operand, index) is null && !UnorderedTypes.IsOpen(type):
                return flows.Types.Of(type);
            default:
                return null;
        }
    }

    /// <summary>Whether a collection is made with a comparer other than the ordinal one.</summary>
    private bool MayIgnoreCase(IOperation operation, BodyIndex index)
    {
        switch (operation)
        {
            case ILocalReferenceOperation local:
                return index.Initializer(local.Local) is { } initial && HasComparer(initial);
            case IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol method }:
                return !Flows.IsHandler(method);
            case IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol } reference when analysis.Sources.Has(reference.Member.OriginalDefinition) && reference.Member.ContainingType is { } type:
                var member = reference.Member.OriginalDefinition;
                if (!_ignoresCase.TryGetValue(member, out var known))
                {
                    _ignoresCase.Add(member, known = Values(member, type.OriginalDefinition).Any(HasComparer));
                }

                return known;
            case IObjectCreationOperation or IInvocationOperation:
                return HasComparer(operation);
            default:
                return false;
        }
    }

    private static bool HasComparer(IOperation creation) => creation.DescendantsAndSelf().Any(static o => o is not (IConversionOperation or IDefaultValueOperation or ILiteralOperation or IMemberReferenceOperation { Member.Name: "Ordinal" })
        && o.Type is { } type && (type.Name is "StringComparer" or "IEqualityComparer" || type.AllInterfaces.Any(static i => i.Name == "IEqualityComparer")));

    private Disorder? OfType(ITypeSymbol? type) => flows.Types.Of(type) ?? flows.EnumeratedBy(type);

    /// <summary>What has seen no snapshot gives the same order on each replica; but nothing promises it.</summary>
    private static Disorder? Fresh(Disorder? disorder, bool isFresh)
        => isFresh && disorder is { Differs: Differs.ByRestore } ? disorder with { Differs = Differs.ByContract } : disorder;

    private Disorder? OfMember(ISymbol member, ITypeSymbol type)
    {
        if (!UnorderedTypes.IsOpen(type) && OfType(type) is { } disorder)
        {
            return disorder;
        }

        if (!Flows.IsSequence(type) || type is IArrayTypeSymbol || type.TypeKind != TypeKind.Interface && !UnorderedTypes.IsOpen(type))
        {
            return null;
        }

        var (assigned, isKnown) = AssignedTo(member);
        return assigned ?? (isKnown ? null : flows.Types.Of(type));
    }

    private Disorder? OfProperty(IPropertyReferenceOperation reference, ITypeSymbol type)
    {
        var property = reference.Property;
        if (property.Name == "UnorderedItems")
        {
            return OfType(type);
        }

        if (reference.Instance is { } instance && !property.IsIndexer && (flows.Types.Of(instance.Type) is not null || flows.Types.IsSorted(instance.Type)))
        {
            return null; // Keys and Values are in the order of the collection that they are of, which is looked at itself.
        }

        if (property.GetMethod is { } getter && flows.IsOfUser(getter) && flows.ReturnedBy(getter) is { } returned)
        {
            return returned;
        }

        return property.IsIndexer ? UnorderedTypes.IsOpen(type) ? null : OfType(type) : OfMember(property, type);
    }

    private Disorder? OfLocal(ILocalReferenceOperation local, ITypeSymbol type, BodyIndex index)
    {
        var initial = Entries.Unwrap(index.Initializer(local.Local));
        if (UnorderedTypes.IsOpen(type))
        {
            // What it is declared with flows to it, unless its order is gone.
            return initial?.Type is { } actual && !UnorderedTypes.IsOpen(actual) ? Fresh(OfType(actual), IsFresh(initial)) : flows.Types.Of(type);
        }

        return Fresh(OfType(type), initial is not null && IsFresh(initial));
    }

    private static bool IsFresh(IOperation initial) => initial is IObjectCreationOperation or IInvocationOperation or ICollectionExpressionOperation;

    private Disorder? OfParameter(IParameterSymbol parameter, ITypeSymbol type)
    {
        var isArgument = parameter.ContainingSymbol is IMethodSymbol method && Flows.IsHandler(method);
        return UnorderedTypes.IsOpen(type) && !isArgument ? null : Fresh(OfType(type), isArgument);
    }

    private Disorder? OfCall(IInvocationOperation call, IMethodSymbol method, ITypeSymbol type)
    {
        if (flows.IsOfUser(method))
        {
            return flows.ReturnedBy(method) is { } returned ? returned : UnorderedTypes.IsOpen(type) ? null : OfType(type);
        }

        // Library methods that make a set or dictionary: ToHashSet, ToDictionary, ImmutableHashSet.Create, Add.
        return UnorderedTypes.IsOpen(type) ? null : Fresh(OfType(type), isFresh: call.TargetMethod.Name.StartsWith("To", StringComparison.Ordinal));
    }

    private bool IsOrderedCopy(IObjectCreationOperation creation)
        => UnorderedTypes.IsOpen(creation.Type) && creation.Arguments.FirstOrDefault() is { } argument && flows.Types.Of(Entries.Unwrap(argument.Value)?.Type) is null;

    /// <summary>What a field or property of an interface's type is set to where it is declared and in constructors.</summary>
    private (Disorder? Disorder, bool IsKnown) AssignedTo(ISymbol member)
    {
        member = member.OriginalDefinition;
        if (_assigned.TryGetValue(member, out var known))
        {
            return known;
        }

        _assigned.Add(member, default);
        if (!analysis.Sources.Has(member) || member.ContainingType is not { } type)
        {
            return default;
        }

        var values = Values(member, type).ToList();
        Disorder? disorder = null;
        foreach (var value in values)
        {
            var actual = Entries.Unwrap(value);
            disorder ??= actual is IObjectCreationOperation { Type: { } wrapper } creation && UnorderedTypes.IsOpen(wrapper)
                ? flows.Types.Of(Entries.Unwrap(creation.Arguments.FirstOrDefault()?.Value)?.Type)
                : flows.Types.Of(actual?.Type);
        }

        return _assigned[member] = (disorder, values.Count > 0);
    }

    private IEnumerable<IOperation> Values(ISymbol member, INamedTypeSymbol type)
        => Initializers(member, type).Concat(type.InstanceConstructors.SelectMany(c => flows.IndexOf(Member.Of(c)).References(member)).Select(static r => r.Parent is ISimpleAssignmentOperation a && a.Target == r ? a.Value : null).OfType<IOperation>());

    /// <summary>What a field or property is declared with.</summary>
    public IOperation? InitialValue(ISymbol member)
    {
        member = member.OriginalDefinition;
        return analysis.Sources.Has(member) && member.ContainingType is { } type ? Entries.Unwrap(Initializers(member, type).FirstOrDefault()) : null;
    }

    private IEnumerable<IOperation> Initializers(ISymbol member, INamedTypeSymbol type)
    {
        var initializers = flows.IndexOf(member.IsStatic ? Member.StaticInitializerOf(member) : Member.InitializersOf(type));
        foreach (var operation in initializers.All)
        {
            switch (operation)
            {
                case IFieldInitializerOperation field when field.InitializedFields.Any(f => SymbolEqualityComparer.Default.Equals(f, member)):
                    yield return field.Value;
                    break;
                case IPropertyInitializerOperation property when property.InitializedProperties.Any(p => SymbolEqualityComparer.Default.Equals(p, member)):
                    yield return property.Value;
                    break;
            }
        }
    }
}
