using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace PaxosGen.Testing;

/// <summary>
/// The search for an order of one part of a history: place a call that may come next, as long as the model answers what
/// was observed; when none fits, take the last one back. What was visited is not visited again. A read that fits
/// is placed before all others, and nothing else is tried in its place: in any order that there is from
/// here on it can come first as well.
/// </summary>
internal sealed class Search<TState, TCall, TResult>
{
    private const int LinesOfPrefix = 12;

    private readonly List<Operation<TCall, TResult>> _operations;
    private readonly SequentialModel<TState, TCall, TResult> _model;
    private readonly int _maxVisited;
    private readonly Timeline<TCall, TResult> _timeline;
    private readonly PlacedSet _placed;
    private readonly HashSet<(ulong[] Placed, TState State)> _visited;
    private Placement? _last;
    private Placement? _longest;

    public Search(List<Operation<TCall, TResult>> operations, SequentialModel<TState, TCall, TResult> model, LinearizabilityLimits limits)
    {
        _operations = operations;
        _model = model;
        _maxVisited = limits.MaxVisited;
        _timeline = new Timeline<TCall, TResult>(operations);
        _placed = new PlacedSet(_timeline.Knowns, _timeline.Unknowns);
        _visited = new HashSet<(ulong[] Placed, TState State)>(new VisitedComparer(model.States));
    }

    /// <summary>A placed operation, in a chain: the longest one found is kept for free.</summary>
    private sealed record Placement(Placement? Before, TimelineEvent<TCall, TResult> Call, TState State, bool IsFree, int Knowns, int End);

    private TState State => _last is null ? _model.Initial : _last.State;

    public Verdict Run()
    {
        var candidate = Next();
        while (_timeline.First is not null)
        {
            if (candidate is null)
            {
                if (_last is null)
                {
                    return Explain();
                }

                var isFree = _last.IsFree;
                var call = TakeBack();
                candidate = isFree ? null : _timeline.Following(call);
            }
            else if (_visited.Count >= _maxVisited)
            {
                return new Undecided(_visited.Count, _operations.Count);
            }
            else
            {
                candidate = TryPlace(candidate) ? Next() : _timeline.Following(candidate);
            }
        }

        // Calls without a return that are left over never took effect.
        return new Linearizable(_visited.Count);
    }

    private TimelineEvent<TCall, TResult>? Next()
    {
        for (var call = _timeline.First; call is { IsUnknown: false }; call = _timeline.Following(call))
        {
            if (_model.IsRead(call.Operation.Call) && _model.Matches(_model.Apply(State, call.Operation.Call).Result, call.Operation.Result!))
            {
                return call;
            }
        }

        return _timeline.First;
    }

    private bool TryPlace(TimelineEvent<TCall, TResult> call)
    {
        var (state, answer) = _model.Apply(State, call.Operation.Call);
        if (call.IsUnknown)
        {
            if (_model.States.Equals(state, State))
            {
                // It makes no difference here, and may still make one later.
                return false;
            }
        }
        else if (!_model.Matches(answer, call.Operation.Result!))
        {
            return false;
        }

        Timeline<TCall, TResult>.Lift(call);
        _placed.Flip(call.Index, call.IsUnknown);
        var (knowns, end) = (_last?.Knowns ?? 0, _last?.End ?? 0);
        var placement = call.IsUnknown
            ? new Placement(_last, call, state, IsFree: false, knowns, end)
            : new Placement(_last, call, state, _model.IsRead(call.Operation.Call), knowns + 1, Math.Max(end, call.Index + 1));
        if (!_visited.Add((_placed.Copy(_timeline.First?.Index ?? _timeline.Knowns, placement.End), state)))
        {
            PutBack(call);
            return false;
        }

        _last = placement;
        if (placement.Knowns > (_longest?.Knowns ?? 0))
        {
            _longest = placement;
        }

        return true;
    }

    private TimelineEvent<TCall, TResult> TakeBack()
    {
        var call = _last!.Call;
        _last = _last.Before;
        PutBack(call);
        return call;
    }

    private void PutBack(TimelineEvent<TCall, TResult> call)
    {
        Timeline<TCall, TResult>.PutBack(call);
        _placed.Flip(call.Index, call.IsUnknown);
    }

    private NotLinearizable Explain()
    {
        var prefix = new List<Operation<TCall, TResult>>();
        for (var placement = _longest; placement is not null; placement = placement.Before)
        {
            prefix.Add(placement.Call.Operation);
        }

        prefix.Reverse();
        var state = _longest is null ? _model.Initial : _longest.State;
        var remaining = _operations.Except(prefix, ReferenceEqualityComparer.Instance).Cast<Operation<TCall, TResult>>().ToList();
        var misfit = remaining.MinBy(o => o.ReturnedAt)!;

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"In a part of {_operations.Count} operations at most {prefix.Count} can be put in order. The end of that order:\n");
        foreach (var operation in prefix.Skip(prefix.Count - LinesOfPrefix))
        {
            text.Append(CultureInfo.InvariantCulture, $"  {operation}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"Then this does not fit, and all that remains was called later or overlaps it:\n  {misfit}\n");
        text.Append(CultureInfo.InvariantCulture, $"    the model answers {_model.Apply(state, misfit.Call).Result}\n");
        foreach (var other in remaining.Where(o => !ReferenceEquals(o, misfit) && o.InvokedAt < misfit.ReturnedAt))
        {
            text.Append(CultureInfo.InvariantCulture, $"  {other}\n    the model answers {_model.Apply(state, other.Call).Result}\n");
        }

        return new NotLinearizable(_visited.Count, [.. prefix], misfit, text.ToString());
    }

    /// <summary>Equal sets of placed operations and equal states.</summary>
    private sealed class VisitedComparer(IEqualityComparer<TState> states) : IEqualityComparer<(ulong[] Placed, TState State)>
    {
        public bool Equals((ulong[] Placed, TState State) x, (ulong[] Placed, TState State) y) =>
            x.Placed.AsSpan().SequenceEqual(y.Placed) && states.Equals(x.State, y.State);

        public int GetHashCode((ulong[] Placed, TState State) visited)
        {
            var hash = new HashCode();
            hash.AddBytes(MemoryMarshal.AsBytes(visited.Placed.AsSpan()));
            hash.Add(visited.State is null ? 0 : states.GetHashCode(visited.State));
            return hash.ToHashCode();
        }
    }
}
