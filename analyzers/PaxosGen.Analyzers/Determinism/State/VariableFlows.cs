using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.State;

internal sealed partial class Origins
{
    /// <summary>What is assigned to the variables of a body: by assignments, loops, patterns, out arguments and calls of functions in it.</summary>
    private sealed class VariableFlows
    {
        private readonly Origins _origins;
        private readonly List<(ISymbol Variable, Func<Origin> Value)> _flows = [];
        private readonly List<(ISymbol Variable, Func<ulong> Location)> _aliases = [];
        private readonly Dictionary<ISymbol, List<IAnonymousFunctionOperation>> _delegates = new(SymbolEqualityComparer.Default);
        private readonly List<(ISymbol Delegate, IInvocationOperation Call)> _invocations = [];

        public VariableFlows(Origins origins, Body body)
        {
            _origins = origins;
            var results = new List<IOperation>();
            foreach (var operation in body.Operations())
            {
                Read(operation, results);
            }

            foreach (var (variable, call) in _invocations)
            {
                foreach (var function in _delegates.TryGetValue(variable, out var functions) ? functions : [])
                {
                    Pass(function.Symbol, call);
                }
            }

            origins.Results = results;
        }

        /// <summary>One round; whether it has changed anything.</summary>
        public bool Run()
        {
            var changed = false;
            foreach (var (variable, location) in _aliases)
            {
                _origins._references.TryGetValue(variable, out var before);
                var after = before | location();
                _origins._references[variable] = after;
                changed |= after != before;
            }

            foreach (var (variable, value) in _flows)
            {
                _origins._variables.TryGetValue(variable, out var before);
                var after = before | value();
                _origins._variables[variable] = after;
                changed |= after != before;
            }

            return changed;
        }

        private void Read(IOperation operation, List<IOperation> results)
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation declarator when declarator.GetVariableInitializer()?.Value is { } value:
                    Assign(declarator.Symbol, value, declarator.Symbol.IsRef);
                    break;
                case ISimpleAssignmentOperation assignment:
                    ReadAssignment(assignment.Target, assignment.Value, assignment.IsRef);
                    break;
                case ICoalesceAssignmentOperation assignment:
                    ReadAssignment(assignment.Target, assignment.Value, false);
                    break;
                case IDeconstructionAssignmentOperation assignment:
                    Deconstruct(assignment.Target, assignment.Value);
                    break;
                case IForEachLoopOperation loop:
                    ReadLoop(loop);
                    break;
                case IDeclarationPatternOperation { DeclaredSymbol: { } local } pattern:
                    ReadPattern(local, pattern);
                    break;
                case IRecursivePatternOperation { DeclaredSymbol: { } local } pattern:
                    ReadPattern(local, pattern);
                    break;
                case IListPatternOperation { DeclaredSymbol: { } local } pattern:
                    ReadPattern(local, pattern);
                    break;
                case IReturnOperation { ReturnedValue: { } value } result:
                    ReadResult(result, value, results);
                    break;
                case IInvocationOperation call:
                    ReadCall(call);
                    break;
                case IObjectCreationOperation creation:
                    ReadOutArguments(creation, creation.Arguments, creation.Constructor);
                    break;
                case ILocalFunctionOperation function:
                    _origins._localFunctions[function.Symbol] = function;
                    break;
                case IAnonymousFunctionOperation function:
                    ReadFunction(function);
                    break;
            }
        }

        private void Assign(ISymbol variable, IOperation value, bool isReference)
        {
            _flows.Add((variable, () => _origins.Of(value)));
            if (isReference)
            {
                _aliases.Add((variable, () => _origins.Location(value)));
            }

            if (FunctionOf(value) is IAnonymousFunctionOperation function)
            {
                if (!_delegates.TryGetValue(variable, out var functions))
                {
                    _delegates.Add(variable, functions = []);
                }

                functions.Add(function);
            }
        }

        private void ReadAssignment(IOperation target, IOperation value, bool isReference)
        {
            if (VariableOf(target) is { } variable)
            {
                Assign(variable, value, isReference);
            }
            else if (target is IMemberReferenceOperation or IArrayElementReferenceOperation && VariableOf(Root(target)) is { } holder)
            {
                // What is put into a local's object can be reached through it.
                _flows.Add((holder, () => new Origin(0, _origins.Of(value).All)));
            }
        }

        private static IOperation? Root(IOperation? target)
        {
            while (target is not null)
            {
                switch (target)
                {
                    case IMemberReferenceOperation reference:
                        target = reference.Instance;
                        break;
                    case IArrayElementReferenceOperation element:
                        target = element.ArrayReference;
                        break;
                    default:
                        return target;
                }
            }

            return null;
        }

        private static ISymbol? VariableOf(IOperation? target) => target switch
        {
            ILocalReferenceOperation local => local.Local,
            IParameterReferenceOperation parameter => parameter.Parameter,
            IDeclarationExpressionOperation declaration => VariableOf(declaration.Expression),
            _ => null,
        };

        private void Deconstruct(IOperation target, IOperation value)
        {
            target = target is IDeclarationExpressionOperation declaration ? declaration.Expression : target;
            while (value is IConversionOperation conversion)
            {
                value = conversion.Operand;
            }

            if (target is not ITupleOperation variables)
            {
                ReadAssignment(target, value, false);
                return;
            }

            for (var i = 0; i < variables.Elements.Length; i++)
            {
                if (value is ITupleOperation values && values.Elements.Length == variables.Elements.Length)
                {
                    Deconstruct(variables.Elements[i], values.Elements[i]);
                }
                else
                {
                    AssignAll(variables.Elements[i], () => _origins.Of(value).Inside);
                }
            }
        }

        private void AssignAll(IOperation targets, Func<Origin> value)
        {
            foreach (var target in targets.DescendantsAndSelf())
            {
                if (target is ILocalReferenceOperation local)
                {
                    _flows.Add((local.Local, value));
                }
            }
        }

        private void ReadLoop(IForEachLoopOperation loop)
        {
            if (loop.LoopControlVariable is IVariableDeclaratorOperation declarator)
            {
                _flows.Add((declarator.Symbol, () => _origins.Of(loop.Collection).Inside));
                if (declarator.Symbol.IsRef)
                {
                    _aliases.Add((declarator.Symbol, () => _origins.Of(loop.Collection).Direct));
                }
            }
            else
            {
                AssignAll(loop.LoopControlVariable, () => _origins.Of(loop.Collection).Inside);
            }
        }

        private void ReadPattern(ISymbol variable, IOperation pattern)
        {
            var isInside = false;
            for (var outer = pattern.Parent; outer is not null; outer = outer.Parent)
            {
                var matched = outer switch
                {
                    IIsPatternOperation test => test.Value,
                    ISwitchExpressionOperation choice => choice.Value,
                    ISwitchOperation choice => choice.Value,
                    _ => null,
                };
                if (matched is not null)
                {
                    _flows.Add((variable, () => isInside ? _origins.Of(matched).Inside | MatchedTuple(matched) : _origins.Of(matched)));
                    return;
                }

                isInside |= outer is IRecursivePatternOperation or IListPatternOperation or ISlicePatternOperation;
            }
        }

        private Origin MatchedTuple(IOperation matched) => matched is ITupleOperation tuple ? _origins.Content(tuple.Elements).Inside : Origin.None;

        private void ReadResult(IReturnOperation result, IOperation value, List<IOperation> results)
        {
            for (var outer = result.Parent; outer is not null; outer = outer.Parent)
            {
                if (outer is IAnonymousFunctionOperation or ILocalFunctionOperation)
                {
                    if (!_origins._results.TryGetValue(outer, out var list))
                    {
                        _origins._results.Add(outer, list = []);
                    }

                    list.Add(value);
                    return;
                }
            }

            results.Add(value);
        }

        private void ReadCall(IInvocationOperation call)
        {
            var method = call.TargetMethod;
            if (method.MethodKind == MethodKind.LocalFunction)
            {
                Pass(method.OriginalDefinition, call);
            }
            else if (method.MethodKind == MethodKind.DelegateInvoke && VariableOf(call.Instance) is { } variable)
            {
                _invocations.Add((variable, call));
            }
            else
            {
                if (VariableOf(call.Instance) is { } holder)
                {
                    _flows.Add((holder, () => new Origin(0, call.Arguments.Aggregate(0UL, (all, a) => all | (FunctionOf(a.Value) is null ? Kept(a) : 0)))));
                }

                ReadOutArguments(call, call.Arguments, method);
            }
        }

        /// <summary>What a receiver may keep of an argument: collections that take elements keep them, others copy.</summary>
        private ulong Kept(IArgumentOperation argument)
        {
            var given = _origins.Of(argument.Value);
            return argument.Parameter is { } parameter && !_origins._model.Enters(parameter.ContainingSymbol) && parameter.OriginalDefinition.Type is not ITypeParameterSymbol ? given.Deep : given.All;
        }

        /// <summary>A function in this body gets what it is called with.</summary>
        private void Pass(IMethodSymbol function, IInvocationOperation call)
        {
            foreach (var argument in call.Arguments)
            {
                if (argument.Parameter is { } parameter && parameter.Ordinal < function.Parameters.Length)
                {
                    Assign(function.Parameters[parameter.Ordinal], argument.Value, parameter.RefKind is RefKind.Ref or RefKind.In);
                }
            }
        }

        private void ReadFunction(IAnonymousFunctionOperation function)
        {
            if (CallWith(function) is { } user)
            {
                foreach (var parameter in function.Symbol.Parameters)
                {
                    _flows.Add((parameter, () => _origins.GivenTo(user, parameter.Type)));
                }
            }
        }

        private void ReadOutArguments(IOperation call, IEnumerable<IArgumentOperation> arguments, IMethodSymbol? method)
        {
            foreach (var argument in arguments)
            {
                if (argument.Parameter is { RefKind: RefKind.Out or RefKind.Ref } parameter && VariableOf(argument.Value) is { } variable && method is not null)
                {
                    _flows.Add((variable, () => _origins.OutOf(call, method, parameter.Ordinal)));
                }
            }
        }
    }

    /// <summary>What a call assigns to an argument.</summary>
    private Origin OutOf(IOperation call, IMethodSymbol method, int ordinal)
    {
        if (!_model.Enters(method))
        {
            return GivenTo(call, null);
        }

        var result = Origin.None;
        foreach (var target in _model.Targets(method, Model.KindOf(method)))
        {
            var outs = _model.SummaryOf(target).Outs;
            result |= ordinal < outs.Length ? ArgumentsOf(call, target).Apply(outs[ordinal]) : Origin.None;
        }

        return result;
    }

    /// <summary>What is assigned to a parameter of the member itself.</summary>
    public Origin AssignedTo(IParameterSymbol parameter) => OfVariable(parameter);
}
