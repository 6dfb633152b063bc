using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.Order;

/// <summary>A part of an element: the members that lead to it, and what it is.</summary>
/// <param name="Owner">The name of the type that declares the last member.</param>
internal readonly record struct Part(string Path, ITypeSymbol? Type, string? Owner)
{
    /// <summary>The type that declares the last member.</summary>
    public INamedTypeSymbol? Holder { get; init; }
}

/// <summary>The variables of a loop or lambda that stand for elements, and what expressions take of them.</summary>
internal sealed class Entries(SyntaxNode scope, BodyIndex index)
{
    private static readonly HashSet<string> IdNames = new(StringComparer.OrdinalIgnoreCase) { "Id", "Key", "Guid", "Uuid", "Uid" };

    private static readonly HashSet<string> NaturalKeys = new(StringComparer.OrdinalIgnoreCase)
    {
        "Name", "Number", "Code", "Sku", "Symbol", "Isbn", "Email", "Login", "UserName", "Address", "Path", "Url", "Slug", "Account", "Slot", "Index", "Handle", "Ticket", "Iban", "Tag", "Title", "Serial",
    };

    private readonly Dictionary<ISymbol, string> _paths = new(SymbolEqualityComparer.Default);

    // Lists and enumerators that are walked by index or MoveNext.
    private readonly HashSet<ISymbol> _cursors = new(SymbolEqualityComparer.Default);

    /// <summary>What counts as within: variables that are declared in it live for one element.</summary>
    public SyntaxNode Scope { get; } = scope;

    /// <summary>The body that the loop or lambda is in.</summary>
    public BodyIndex Index { get; } = index;

    public void Add(ISymbol variable, string path) => _paths[variable] = path;

    public void AddCursor(ISymbol variable) => _cursors.Add(variable);

    public bool IsWithin(ISymbol variable) => !_paths.ContainsKey(variable) && IsDeclaredWithin(variable);

    public bool IsEntry(ISymbol variable) => _paths.ContainsKey(variable);

    private bool IsDeclaredWithin(ISymbol variable)
        => variable.DeclaringSyntaxReferences.FirstOrDefault() is { } reference && reference.SyntaxTree == Scope.SyntaxTree && Scope.Span.Contains(reference.Span)
            && !(variable is IParameterSymbol && reference.GetSyntax().Parent?.Parent == Scope);

    /// <summary>The part of an element that an expression is; null if it is something else.</summary>
    public Part? PartOf(IOperation? operation)
    {
        switch (Unwrap(operation))
        {
            case ILocalReferenceOperation local:
                return OfVariable(local.Local, local);
            case IParameterReferenceOperation parameter:
                return OfVariable(parameter.Parameter, parameter);
            case IPropertyReferenceOperation { Property: var property } reference when IsCursor(reference.Instance) && (property.IsIndexer || property.Name == "Current"):
                return new Part("", reference.Type, null);
            case IArrayElementReferenceOperation element when IsCursor(element.ArrayReference):
                return new Part("", element.Type, null);
            case IPropertyReferenceOperation { Property.IsIndexer: false } reference when PartOf(reference.Instance) is { } owner:
                return Member(owner, reference.Property);
            case IFieldReferenceOperation { Field: var field } reference when PartOf(reference.Instance) is { } owner:
                return Member(owner, field.CorrespondingTupleField ?? field);
            case IConditionalAccessInstanceOperation instance when Receiver(instance) is { } receiver:
                return PartOf(receiver);
            case IConditionalAccessOperation access:
                return PartOf(access.WhenNotNull);
            default:
                return null;
        }
    }

    /// <summary>Whether an expression is another one for another element, or for another order of them.</summary>
    public bool Depends(IOperation? operation)
    {
        return operation is not null && operation.DescendantsAndSelf().Any(o => o switch
        {
            ILocalReferenceOperation local => _paths.ContainsKey(local.Local) || _cursors.Contains(local.Local) || (IsDeclaredWithin(local.Local) && !local.Local.IsConst),
            IParameterReferenceOperation parameter => _paths.ContainsKey(parameter.Parameter) || _cursors.Contains(parameter.Parameter),
            _ => false,
        });
    }

    /// <summary>All parts of elements that an expression uses.</summary>
    public List<Part> PartsIn(IOperation? operation)
    {
        var parts = new List<Part>();
        var open = new Stack<IOperation>();
        if (operation is not null)
        {
            open.Push(operation);
        }

        while (open.Count > 0)
        {
            var current = open.Pop();
            if (PartOf(current) is { } part)
            {
                parts.Add(part);
                continue;
            }

            foreach (var child in current.ChildOperations)
            {
                open.Push(child);
            }
        }

        return parts;
    }

    /// <summary>The parts that an expression can be told apart by: other parts give another value.</summary>
    public List<Part> InjectiveIn(IOperation? operation)
    {
        if (PartOf(operation) is { } part)
        {
            return [part];
        }

        return Unwrap(operation) switch
        {
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Minus or UnaryOperatorKind.Plus or UnaryOperatorKind.BitwiseNegation } unary => InjectiveIn(unary.Operand),
            ITupleOperation tuple => [.. tuple.Elements.SelectMany(InjectiveIn)],
            IAnonymousObjectCreationOperation anonymous => [.. anonymous.Initializers.OfType<ISimpleAssignmentOperation>().SelectMany(a => InjectiveIn(a.Value))],
            IObjectCreationOperation creation => [.. creation.Arguments.SelectMany(a => InjectiveIn(a.Value))],
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.ExclusiveOr } binary when !Depends(binary.RightOperand) => InjectiveIn(binary.LeftOperand),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.ExclusiveOr } binary when !Depends(binary.LeftOperand) => InjectiveIn(binary.RightOperand),
            ICoalesceOperation coalesce => InjectiveIn(coalesce.Value),
            IInterpolatedStringOperation text => [.. text.Parts.OfType<IInterpolationOperation>().Take(1).SelectMany(p => InjectiveIn(p.Expression))],
            IInvocationOperation { TargetMethod.Name: "ToString", Instance: { } instance } => InjectiveIn(instance),
            IInvocationOperation { TargetMethod: { Name: "Create", ContainingType.Name: "ValueTuple" or "Tuple" } } create => [.. create.Arguments.SelectMany(a => InjectiveIn(a.Value))],
            _ => [],
        };
    }

    /// <summary>Whether no two elements agree in a part: it is a key of the collection, or evidently one of theirs.</summary>
    public static bool IsUnique(Part part, Disorder disorder)
    {
        if (disorder.Keys.Contains(part.Path))
        {
            return true;
        }

        var path = part.Path.StartsWith("Value.", StringComparison.Ordinal) ? part.Path.Substring(6) : part.Path;
        if (path.Length == 0 || path.Contains('.') || path[0] == '$' || part.Owner is null)
        {
            return false;
        }

        if (IdNames.Contains(path))
        {
            return true;
        }

        return path.EndsWith("Id", StringComparison.Ordinal) && path.Length > 2
            ? part.Owner.EndsWith(path.Substring(0, path.Length - 2), StringComparison.OrdinalIgnoreCase)
            : NaturalKeys.Contains(path) && disorder.KeyType is { } key && SymbolEqualityComparer.Default.Equals(key, part.Type);
    }

    /// <summary>The keys of what a lambda makes of the elements.</summary>
    public ImmutableArray<string> Project(IOperation? result, ImmutableArray<string> keys)
    {
        if (PartOf(result) is { } part)
        {
            return [.. keys.Select(k => Below(k, part.Path)).OfType<string>().Distinct()];
        }

        var projected = ImmutableArray.CreateBuilder<string>();
        foreach (var (name, value) in Components(Unwrap(result)))
        {
            projected.AddRange(Project(value, keys).Select(k => k.Length == 0 ? name : name + "." + k));
        }

        if (projected.Count > 0)
        {
            projected.Add("");
        }
        else if (InjectiveIn(result).Any(p => keys.Contains(p.Path)))
        {
            projected.Add("");
        }

        return projected.ToImmutable();
    }

    private static IEnumerable<(string Name, IOperation Value)> Components(IOperation? result)
    {
        switch (result)
        {
            case ITupleOperation tuple:
                for (var i = 0; i < tuple.Elements.Length; i++)
                {
                    yield return ($"Item{i + 1}", tuple.Elements[i]);
                }

                break;
            case IAnonymousObjectCreationOperation anonymous:
                foreach (var assignment in anonymous.Initializers.OfType<ISimpleAssignmentOperation>())
                {
                    if (assignment.Target is IPropertyReferenceOperation target)
                    {
                        yield return (target.Property.Name, assignment.Value);
                    }
                }

                break;
            case IObjectCreationOperation creation:
                foreach (var argument in creation.Arguments)
                {
                    if (argument.Parameter is { } parameter)
                    {
                        yield return (char.ToUpperInvariant(parameter.Name[0]) + parameter.Name.Substring(1), argument.Value);
                    }
                }

                foreach (var assignment in creation.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>() ?? [])
                {
                    if (assignment.Target is IMemberReferenceOperation target)
                    {
                        yield return (target.Member.Name, assignment.Value);
                    }
                }

                break;
        }
    }

    private static string? Below(string key, string path)
        => path.Length == 0 ? key
            : key == path ? ""
            : key.StartsWith(path + ".", StringComparison.Ordinal) ? key.Substring(path.Length + 1)
            : null;

    private bool IsCursor(IOperation? instance) => Unwrap(instance) switch
    {
        ILocalReferenceOperation local => _cursors.Contains(local.Local),
        IParameterReferenceOperation parameter => _cursors.Contains(parameter.Parameter),
        _ => false,
    };

    private Part? OfVariable(ISymbol variable, IOperation reference)
    {
        if (_paths.TryGetValue(variable, out var path))
        {
            return new Part(path, reference.Type, null);
        }

        if (variable is not ILocalSymbol local || !IsDeclaredWithin(variable))
        {
            return null;
        }

        // A variable of the loop stands for the part that it is set to, or for something of its own.
        return Index.Initializer(local) is { } initial && PartOf(initial) is { } part ? part : new Part("$" + variable.Name, reference.Type, null);
    }

    private static Part Member(Part owner, ISymbol member)
    {
        var type = member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type;
        return new Part(owner.Path.Length == 0 ? member.Name : owner.Path + "." + member.Name, type, member.ContainingType?.Name) { Holder = owner.Type as INamedTypeSymbol };
    }

    /// <summary>What stands left of the <c>?.</c> that an expression goes on from.</summary>
    public static IOperation? Receiver(IConditionalAccessInstanceOperation instance)
    {
        IOperation child = instance;
        for (var parent = instance.Parent; parent is not null; child = parent, parent = parent.Parent)
        {
            if (parent is IConditionalAccessOperation access && access.WhenNotNull == child)
            {
                return access.Operation;
            }
        }

        return null;
    }

    public static IOperation? Unwrap(IOperation? operation)
    {
        while (true)
        {
            switch (operation)
            {
                case IConversionOperation conversion:
                    operation = conversion.Operand;
                    break;
                case IParenthesizedOperation parenthesized:
                    operation = parenthesized.Operand;
                    break;
                case ITranslatedQueryOperation query:
                    operation = query.Operation;
                    break;
                default:
                    return operation;
            }
        }
    }
}
