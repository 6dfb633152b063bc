namespace PaxosGen.Analyzers.Determinism;

/// <summary>
/// What is known of methods that call one another, by question. Of a question that is asked while it is open, the answer
/// is what is known so far; whatever has used that is a guess. When the first question of a cycle has its answer, the
/// cycle's guesses are worked out anew until they stay the same, and only then kept.
/// </summary>
/// <param name="deepest">How many questions may be open at once; one that would be asked below has no answer.</param>
internal sealed class Answers<TKey>(int deepest)
    where TKey : notnull
{
    // Answers only grow, and cycles are short. What is still open after so many rounds is taken as it is.
    private const int Rounds = 5;

    private const int OnNothing = int.MaxValue;

    private readonly Dictionary<TKey, Answer> _answers = [];
    private readonly List<Answer> _guesses = [];
    private int _open;
    private bool _hasChanged;

    // The outermost open question that has been asked again since the innermost was opened.
    private int _outermost = OnNothing;

    /// <param name="nothing">The answer as long as nothing is known.</param>
    /// <param name="isSame">Whether a later answer says no more than an earlier one.</param>
    public T Ask<T>(TKey question, T nothing, Func<T> work, Func<T, T, bool> isSame)
    {
        if (_answers.TryGetValue(question, out var answer) && !answer.IsStale)
        {
            _outermost = Math.Min(_outermost, answer.DependsOn);
            return (T)answer.Value!;
        }

        if (_open >= deepest)
        {
            return nothing;
        }

        if (answer is null)
        {
            _answers.Add(question, answer = new Answer(nothing));
        }

        var (outermost, hasChanged, guesses) = (_outermost, _hasChanged, _guesses.Count);
        var depth = _open++;
        answer.IsStale = false;
        answer.DependsOn = depth;
        for (var round = 1; ; round++)
        {
            _outermost = OnNothing;
            _hasChanged = false;
            var value = work();
            _hasChanged |= !isSame((T)answer.Value!, value);
            answer.Value = value;
            if (_outermost != depth || !_hasChanged || round == Rounds)
            {
                break;
            }

            Close(guesses, isStale: true);
        }

        _open--;
        if (_outermost < depth)
        {
            answer.DependsOn = _outermost;
            _guesses.Add(answer);
            _outermost = Math.Min(_outermost, outermost);
            _hasChanged |= hasChanged;
        }
        else
        {
            answer.DependsOn = OnNothing;
            Close(guesses, isStale: false);
            (_outermost, _hasChanged) = (outermost, hasChanged);
        }

        return (T)answer.Value!;
    }

    private void Close(int from, bool isStale)
    {
        for (var i = from; i < _guesses.Count; i++)
        {
            _guesses[i].IsStale = isStale;
            _guesses[i].DependsOn = OnNothing;
        }

        _guesses.RemoveRange(from, _guesses.Count - from);
    }

    private sealed class Answer(object? value)
    {
        public object? Value { get; set; } = value;

        /// <summary>The outermost open question that it depends on.</summary>
        public int DependsOn { get; set; }

        /// <summary>To be worked out anew; what is known so far is the beginning.</summary>
        public bool IsStale { get; set; }
    }
}
