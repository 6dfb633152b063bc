namespace PaxosGen.Testing.Tests.Linearizability;

/// <summary>
/// Small histories of a model: each operation takes effect at a moment between its call and its return, so that the
/// history is linearizable, unless it is then spoilt: an answer taken from another operation, an effect at the wrong time.
/// </summary>
internal sealed class RandomHistories<TState, TCall, TResult>(SequentialModel<TState, TCall, TResult> model, Func<ReplicatedRandom, TCall> anyCall, ulong seed)
{
    private readonly ReplicatedRandom _random = new(seed);

    public List<Operation<TCall, TResult>> Next()
    {
        var count = 2 + _random.Next(5);
        var isSpoilt = _random.Next(3) > 0;
        var drafts = new List<(TCall Call, OperationOutcome Outcome, double From, double To, double Moment)>();
        for (var i = 0; i < count; i++)
        {
            var from = _random.NextDouble();
            var to = from + (0.4 * _random.NextDouble());
            var outcome = _random.Next(8) switch { 0 => OperationOutcome.Unknown, 1 => OperationOutcome.Dropped, _ => OperationOutcome.Returned };
            var latest = outcome == OperationOutcome.Unknown ? 2 : to;
            var moment = isSpoilt && _random.Next(4) == 0 ? _random.NextDouble() : from + (_random.NextDouble() * (latest - from));
            drafts.Add((anyCall(_random), outcome, from, to, moment));
        }

        var positions = drafts.SelectMany(d => new[] { d.From, d.To }).Order().ToList();
        var state = model.Initial;
        var history = new List<Operation<TCall, TResult>>();
        foreach (var (call, outcome, from, to, _) in drafts.OrderBy(d => d.Moment))
        {
            TResult? answer = default;
            if (outcome != OperationOutcome.Dropped || (isSpoilt && _random.Next(2) == 0))
            {
                (state, answer) = model.Apply(state, call);
            }

            if (isSpoilt && outcome == OperationOutcome.Returned && _random.Next(4) == 0)
            {
                answer = model.Apply(model.Initial, call).Result;
            }

            var returnedAt = outcome == OperationOutcome.Unknown ? long.MaxValue : positions.IndexOf(to);
            history.Add(new Operation<TCall, TResult>(history.Count, call, outcome, outcome == OperationOutcome.Returned ? answer : default, positions.IndexOf(from), returnedAt));
        }

        return history;
    }
}
