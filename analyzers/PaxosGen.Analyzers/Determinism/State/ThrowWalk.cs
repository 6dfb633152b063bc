using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Analyzers.Determinism.State;

/// <summary>
/// Goes through a body in the order in which it runs, and notes at each throw and call what has been written by then.
/// Branches are joined, and those that end drop out; loops are gone through twice.
/// </summary>
internal sealed class ThrowWalk
{
    private const int Deepest = 300;
    private const int DeepestLoop = 3;

    private readonly Facts _facts;
    private readonly Dictionary<IOperation, ulong> _writes = [];
    private readonly Dictionary<IOperation, List<Call>> _calls = [];
    private readonly Dictionary<IMethodSymbol, ILocalFunctionOperation> _functions = new(SymbolEqualityComparer.Default);
    private readonly HashSet<IMethodSymbol> _open = new(SymbolEqualityComparer.Default);
    private readonly HashSet<IOperation> _marked = [];
    private ulong _written;
    private ulong _left;
    private bool _hasEnded;
    private int _caught;
    private int _depth;
    private int _loops;

    public ThrowWalk(Facts facts)
    {
        _facts = facts;
        Mark();
        foreach (var root in facts.Body.Roots)
        {
            _hasEnded = false;
            Walk(root);
        }
    }

    /// <summary>The throws that nothing here catches, with what is written before.</summary>
    public Dictionary<IOperation, ulong> Throws { get; } = [];

    /// <summary>The methods called, with what is written before. Not those whose exceptions are caught here.</summary>
    public Dictionary<Member, ulong> Calls { get; } = [];

    /// <summary>Only what contains a write, a call or a throw is gone through.</summary>
    private void Mark()
    {
        foreach (var write in _facts.Writes)
        {
            _writes.TryGetValue(write.Site, out var before);
            _writes[write.Site] = before | write.Objects;
        }

        foreach (var call in _facts.Calls)
        {
            if (call.Site is { } site)
            {
                if (!_calls.TryGetValue(site, out var list))
                {
                    _calls.Add(site, list = []);
                }

                list.Add(call);
            }
        }

        foreach (var operation in _facts.Body.Operations())
        {
            if (operation is ILocalFunctionOperation function)
            {
                _functions[function.Symbol] = function;
            }

            if (_writes.ContainsKey(operation) || _calls.ContainsKey(operation) || IsExit(operation) || operation is IInvocationOperation { TargetMethod.MethodKind: MethodKind.LocalFunction })
            {
                for (var outer = operation; outer is not null && _marked.Add(outer); outer = outer.Parent!)
                {
                }
            }
        }
    }

    private static bool IsExit(IOperation operation) => operation is IThrowOperation or IReturnOperation or IBranchOperation || IsThrowHelper(operation);

    /// <summary>ThrowIfNull and the like, and parsing, which is what most often fails by its input; of a constant it never or always fails.</summary>
    private static bool IsThrowHelper(IOperation operation)
        => operation is IInvocationOperation { TargetMethod: { IsStatic: true } method } call
            && ((method.Name.StartsWith("ThrowIf", StringComparison.Ordinal) && Traits.IsException(method.ContainingType))
                || (method.Name is "Parse" or "ParseExact" && call.Arguments.FirstOrDefault() is { Value.ConstantValue.HasValue: false } && method.ContainingNamespace is { Name: "System", ContainingNamespace.IsGlobalNamespace: true }));

    private void Walk(IOperation? operation)
    {
        if (operation is null || _hasEnded || _depth >= Deepest || !_marked.Contains(operation))
        {
            return;
        }

        _depth++;
        switch (operation)
        {
            case ILocalFunctionOperation:
                break; // Where it is called.
            case IAnonymousFunctionOperation function:
                Walk(function.Body);
                _hasEnded = false;
                break;
            case IConditionalOperation conditional:
                Walk(conditional.Condition);
                Branch(conditional.WhenTrue, conditional.WhenFalse);
                break;
            case ICoalesceOperation coalesce:
                Walk(coalesce.Value);
                Branch(coalesce.WhenNull, null);
                break;
            case ICoalesceAssignmentOperation coalesce:
                Walk(coalesce.Value);
                Effect(coalesce);
                break;
            case ISwitchExpressionOperation choice:
                Walk(choice.Value);
                Branch([.. choice.Arms]);
                break;
            case ISwitchOperation choice:
                Walk(choice.Value);
                Leaving(() => Branch([.. choice.Cases, null]));
                break;
            case ILoopOperation loop:
                Loop(loop);
                break;
            case ITryOperation attempt:
                Try(attempt);
                break;
            default:
                foreach (var child in operation.ChildOperations)
                {
                    Walk(child);
                }

                Effect(operation);
                break;
        }

        _depth--;
    }

    private void Effect(IOperation operation)
    {
        if (_hasEnded)
        {
            return;
        }

        var calls = _calls.TryGetValue(operation, out var found) ? found : [];
        foreach (var call in calls)
        {
            if (_caught == 0)
            {
                var target = Member.Of(call.Target);
                Calls.TryGetValue(target, out var before);
                Calls[target] = before | _written;
            }
        }

        foreach (var call in calls)
        {
            _written |= call.Given.Apply(_facts.Model.SummaryOf(call.Target).Changed);
        }

        _written |= _writes.TryGetValue(operation, out var written) ? written : 0;
        switch (operation)
        {
            case IThrowOperation thrown:
                if (thrown.Exception is { } exception && !IsUnreachable(exception))
                {
                    Throw(thrown);
                }

                _hasEnded = true;
                break;
            case IReturnOperation { Kind: OperationKind.Return }:
                _hasEnded = true;
                break;
            case IBranchOperation:
                _left |= _written;
                _hasEnded = true;
                break;
            case IInvocationOperation { TargetMethod: { MethodKind: MethodKind.LocalFunction } method } when _functions.TryGetValue(method.OriginalDefinition, out var function) && _open.Add(function.Symbol):
                Walk(function.Body);
                _hasEnded = false;
                _open.Remove(function.Symbol);
                break;
            default:
                if (IsThrowHelper(operation))
                {
                    Throw(operation);
                }

                break;
        }
    }

    private void Throw(IOperation thrown)
    {
        if (_caught == 0)
        {
            Throws.TryGetValue(thrown, out var before);
            Throws[thrown] = before | _written;
        }
    }

    /// <summary>What is thrown where nothing should ever come, or nothing is written yet, is no way in which commands fail.</summary>
    private static bool IsUnreachable(IOperation exception)
    {
        while (exception is IConversionOperation conversion)
        {
            exception = conversion.Operand;
        }

        return exception.Type is { Name: "UnreachableException" or "NotImplementedException" } type && Names.OfNamespace(type.ContainingNamespace).StartsWith("System", StringComparison.Ordinal);
    }

    private void Branch(params IOperation?[] branches)
    {
        var before = _written;
        var after = 0UL;
        var hasEnded = true;
        foreach (var branch in branches)
        {
            _written = before;
            _hasEnded = false;
            Walk(branch);
            after |= _hasEnded ? 0 : _written;
            hasEnded &= _hasEnded;
        }

        _written = hasEnded ? before : after;
        _hasEnded = hasEnded;
    }

    /// <summary>Breaks and continues in it go on after it.</summary>
    private void Leaving(Action walk)
    {
        var outer = _left;
        _left = 0;
        walk();
        if (_left != 0)
        {
            _written = _hasEnded ? _left : _written | _left;
            _hasEnded = false;
        }

        _left |= outer;
    }

    private void Loop(ILoopOperation loop)
    {
        var before = _written;
        _loops++;
        for (var round = 0; round < (_loops > DeepestLoop ? 1 : 2); round++)
        {
            Leaving(() =>
            {
                foreach (var child in loop.ChildOperations)
                {
                    Walk(child);
                }
            });
            _written |= before;
            _hasEnded = false;
        }

        _loops--;
    }

    private void Try(ITryOperation attempt)
    {
        var before = _written;
        var catches = attempt.Catches.Any(static c => c.Filter is null && c.Handler is not null);
        _caught += catches ? 1 : 0;
        Walk(attempt.Body);
        _caught -= catches ? 1 : 0;
        var after = _hasEnded ? 0 : _written;
        var hasEnded = _hasEnded;
        foreach (var clause in attempt.Catches)
        {
            // What the try block has written, it may undo.
            _written = before;
            _hasEnded = false;
            Walk(clause.Handler);
            after |= _hasEnded ? 0 : _written;
            hasEnded &= _hasEnded;
        }

        _written = hasEnded ? before : after;
        _hasEnded = false;
        Walk(attempt.Finally);
        _hasEnded |= hasEnded;
    }
}
