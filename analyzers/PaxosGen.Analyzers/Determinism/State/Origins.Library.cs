using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.State;

/// <content>What calls of libraries return, and what calls give.</content>
internal sealed partial class Origins
{
    private static readonly HashSet<string> Projections = ["Select", "SelectMany", "ConvertAll", "Zip"];

    /// <summary>The functions given to a call, unwrapped.</summary>
    public static IOperation? FunctionOf(IOperation? value)
    {
        while (value is IConversionOperation conversion)
        {
            value = conversion.Operand;
        }

        return value is IDelegateCreationOperation creation ? creation.Target : value is IAnonymousFunctionOperation ? value : null;
    }

    private Origin OfLibrary(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (LibraryEffects.IsComputation(method))
        {
            return Origin.New;
        }

        var result = 0UL;
        var content = 0UL;
        var functions = 0UL;
        var hasFunction = false;
        if (call.Instance is { } instance)
        {
            var receiver = Of(instance);
            result |= SymbolEqualityComparer.Default.Equals(instance.Type, call.Type) || LibraryEffects.IsView(method) ? receiver.Direct : 0;
            content |= receiver.Deep;
        }

        foreach (var argument in call.Arguments)
        {
            if (FunctionOf(argument.Value) is { } function)
            {
                hasFunction = true;
                functions |= OfFunction(function, call).All;
                continue;
            }

            var given = Of(argument.Value);
            var isElement = argument.Parameter?.OriginalDefinition.Type is ITypeParameterSymbol;
            result |= SymbolEqualityComparer.Default.Equals(argument.Value.Type, call.Type) || LibraryEffects.IsView(method) || Traits.IsView(call.Type) ? given.Direct : 0;
            content |= isElement ? given.All : given.Deep;
        }

        if (hasFunction && (Projections.Contains(method.Name) || (method.Name == "ToDictionary" && call.Arguments.Count(static a => FunctionOf(a.Value) is not null) > 1)))
        {
            return new Origin(Origin.Own, functions);
        }

        if (LibraryEffects.IsCopy(method) || (method.ContainingType.Name is "Enumerable" && Traits.IsSequence(call.Type) && !LibraryEffects.IsView(method)))
        {
            return new Origin(Origin.Own, content);
        }

        return new Origin(result | content | functions, content | functions);
    }

    /// <summary>What a lambda or a method gives that a library calls with what is in its other arguments.</summary>
    private Origin OfFunction(IOperation function, IInvocationOperation call)
    {
        if (function is IMethodReferenceOperation reference)
        {
            return reference.Method.MethodKind == MethodKind.LocalFunction
                ? _localFunctions.TryGetValue(reference.Method.OriginalDefinition, out var local) ? OfResults(local) : Origin.None
                : _model.Enters(reference.Method) ? Call(reference.Method, Model.KindOf(reference.Method), reference) : GivenTo(call, null);
        }

        return OfResults(function);
    }

    /// <summary>What a library gives to a function: of the type of one of its arguments, that; else what is in them.</summary>
    private Origin GivenTo(IOperation call, ITypeSymbol? type)
    {
        var (receiver, arguments) = call switch
        {
            IInvocationOperation invocation => (invocation.Instance, invocation.Arguments),
            IObjectCreationOperation creation => (null, creation.Arguments),
            _ => (null, []),
        };
        var same = Origin.None;
        var inside = Origin.None;
        inside |= Of(receiver).Inside;
        foreach (var argument in arguments)
        {
            if (FunctionOf(argument.Value) is not null)
            {
                continue;
            }

            var given = Of(argument.Value);
            inside |= given.Inside;

            // A sequence's elements are given, and not the sequence, even if the types are the same by chance.
            var isItself = argument.Parameter is { } parameter && (parameter.OriginalDefinition.Type is ITypeParameterSymbol || _model.Enters(parameter.ContainingSymbol));
            same |= isItself && SymbolEqualityComparer.Default.Equals(Unconverted(argument.Value).Type, type) ? given : Origin.None;
        }

        return same != Origin.None ? same : inside;
    }

    /// <summary>The call that a lambda or method group is an argument of.</summary>
    private static IOperation? CallWith(IOperation function)
    {
        var outer = function.Parent;
        while (outer is IDelegateCreationOperation or IConversionOperation or IArgumentOperation or IParenthesizedOperation)
        {
            outer = outer.Parent;
        }

        return outer is IInvocationOperation or IObjectCreationOperation ? outer : null;
    }

    /// <summary>What a site that reaches a method gives it.</summary>
    public Arguments ArgumentsOf(IOperation? site, IMethodSymbol target)
    {
        var method = target.ReducedFrom ?? target;
        var given = new Arguments(method.Parameters.Length);
        switch (site)
        {
            case IInvocationOperation call:
                given.Receiver = Receiver(call.Instance);
                AddAll(given, call.Arguments);
                break;
            case IObjectCreationOperation creation:
                given.Receiver = Origin.New;
                AddAll(given, creation.Arguments);
                break;
            case IMemberReferenceOperation reference:
                given.Receiver = Receiver(reference.Instance);
                AddMember(given, reference, method);
                break;
            case IEventAssignmentOperation { EventReference: IEventReferenceOperation reference }:
                given.Receiver = Receiver(reference.Instance);
                break;
            case IBinaryOperation binary:
                AddOperands(given, method, Of(binary.LeftOperand), Of(binary.RightOperand));
                break;
            case ICompoundAssignmentOperation compound:
                AddOperands(given, method, Of(compound.Target), Of(compound.Value));
                break;
            case IUsingOperation use:
                given.Receiver = Used(use.Resources);
                break;
            case IUsingDeclarationOperation use:
                given.Receiver = Used(use.DeclarationGroup);
                break;
            case IWithOperation with:
                given.Receiver = Origin.New;
                given.Add(0, Of(with.Operand));
                break;
            case null:
                // What constructors do without saying so.
                given.Receiver = method.MethodKind == MethodKind.Constructor ? Origin.OfThis : Origin.None;
                break;
            default:
                var operand = Operand(site);
                AddOperands(given, method, new Origin(Location(operand) | Of(operand).Direct, Of(operand).Deep), Origin.None);
                break;
        }

        return given;
    }

    /// <summary>What is disposed of at the end of a using statement.</summary>
    private Origin Used(IOperation resources) => resources is IVariableDeclarationGroupOperation group
        ? group.Declarations.SelectMany(static d => d.Declarators).Aggregate(Origin.None, (all, d) => all | Receiver(d.GetVariableInitializer()?.Value))
        : Receiver(resources);

    /// <summary>What accessors get, and methods that a library calls through a delegate.</summary>
    private void AddMember(Arguments given, IMemberReferenceOperation reference, IMethodSymbol method)
    {
        if (reference is IPropertyReferenceOperation property)
        {
            AddAll(given, property.Arguments);
            if (method.MethodKind == MethodKind.PropertySet && property.Parent is IAssignmentOperation assignment && assignment.Target == property)
            {
                given.Add(method.Parameters.Length - 1, Of(assignment.Value));
            }
        }
        else if (reference is IMethodReferenceOperation && CallWith(reference) is { } user)
        {
            foreach (var parameter in method.Parameters)
            {
                given.Add(parameter.Ordinal, GivenTo(user, parameter.Type));
            }
        }
    }

    private static IOperation Operand(IOperation site) => site switch
    {
        IInterpolationOperation interpolation => Unconverted(interpolation.Expression),
        IUnaryOperation unary => unary.Operand,
        IConversionOperation conversion => conversion.Operand,
        IIncrementOrDecrementOperation increment => increment.Target,
        ISpreadOperation spread => Unconverted(spread.Operand),
        _ => Unconverted(site),
    };

    private static IOperation Unconverted(IOperation value) => value is IConversionOperation { IsImplicit: true } conversion ? conversion.Operand : value;

    /// <summary>A struct's method can change the variable that the struct is in, and so the object that this is in.</summary>
    private Origin Receiver(IOperation? instance)
        => instance is { Type.IsValueType: true } && !Traits.IsView(instance.Type) ? new Origin(Location(instance), Of(instance).Deep) : Of(instance);

    private void AddAll(Arguments given, IEnumerable<IArgumentOperation> arguments)
    {
        foreach (var argument in arguments)
        {
            if (argument.Parameter is { } parameter)
            {
                given.Add(parameter.Ordinal, parameter.RefKind == RefKind.None ? Of(argument.Value) : new Origin(Location(argument.Value), Of(argument.Value).All));
            }
        }
    }

    private static void AddOperands(Arguments given, IMethodSymbol method, Origin first, Origin second)
    {
        if (method.IsStatic)
        {
            given.Add(0, first);
            given.Add(1, second);
        }
        else
        {
            given.Receiver = first | second;
        }
    }
}
