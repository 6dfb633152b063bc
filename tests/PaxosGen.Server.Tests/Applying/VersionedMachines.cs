namespace PaxosGen.Server.Tests.Applying.First
{
    /// <summary>The first release of a machine.</summary>
    [ReplicatedStateMachine]
    internal sealed partial class Till
    {
        private readonly SortedDictionary<string, Line> _lines = new(StringComparer.Ordinal);
        private long _total;

        [Command(1)]
        public Line Sell(string item, int count)
        {
            _total += count;
            return _lines[item] = new Line { Item = item, Count = count + (_lines.TryGetValue(item, out var before) ? before.Count : 0) };
        }

        [Query(2)]
        public long Total() => _total;
    }

    internal sealed class Line
    {
        public required string Item { get; init; }

        public int Count { get; init; }
    }
}

namespace PaxosGen.Server.Tests.Applying.Second
{
    /// <summary>Its second release: a command, a parameter, a member and state are new, and the logic has changed.</summary>
    [ReplicatedStateMachine(Version = 2)]
    internal sealed partial class Till
    {
        private readonly SortedDictionary<string, Line> _lines = new(StringComparer.Ordinal);
        private long _total;
        [Since(2)] private int _nextReceipt = 100;
        [Since(2)] private readonly List<string> _log = ["begun"];

        [Command(1)]
        public Line Sell(string item, int count, [Since(2)] string note = "none", CommandContext? context = null)
        {
            // Old behaviour as long as the old version is active.
            var times = context!.Version >= 2 ? 2 : 1;
            _total += count;
            var line = new Line { Item = item, Count = (count * times) + (_lines.TryGetValue(item, out var before) ? before.Count : 0) };
            if (context.Version >= 2)
            {
                line = new Line { Item = item, Count = line.Count, Note = note };
                _log.Add(note);
            }

            return _lines[item] = line;
        }

        [Query(2)]
        public long Total() => _total;

        [Since(2), Command(3)]
        public int Receipt() => _nextReceipt++;

        [Since(2), Query(4)]
        public List<string> Log() => [.. _log];
    }

    internal sealed class Line
    {
        public required string Item { get; init; }

        public int Count { get; init; }

        [Since(2)]
        public string? Note { get; init; }
    }
}
