namespace PaxosGen.Testing.Diagrams;

/// <summary>
/// Where a time is on the page. Only times at which something is drawn take room, each enough for its labels: a long
/// silence is a short gap, and a burst is drawn wide enough to be read.
/// </summary>
internal sealed class Timeline
{
    private const double PixelsPerMillisecond = 30;
    private const double MostPixels = 30;
    private const double LineHeight = 13;
    private const double LeastPixels = 6;

    private readonly SortedDictionary<long, int> _lines = [];
    private readonly List<(long At, double Y)> _rows = [];

    /// <summary>Something is drawn at a time, with so many lines of text one below the other.</summary>
    public void Need(long at, int lines) => _lines[at] = Math.Max(lines, _lines.GetValueOrDefault(at));

    /// <summary>Lays the times out from <paramref name="top"/> on.</summary>
    /// <returns>Where the last one ends.</returns>
    public double LayOut(double top)
    {
        var y = top;
        var previous = long.MinValue;
        foreach (var (at, lines) in _lines)
        {
            if (previous != long.MinValue)
            {
                var milliseconds = (at - previous) / 1e6;
                y += Math.Clamp(milliseconds * PixelsPerMillisecond, LeastPixels, MostPixels);
            }

            _rows.Add((at, y));
            y += lines * LineHeight;
            previous = at;
        }

        return y;
    }

    /// <summary>The times drawn and where they are, from the first to the last.</summary>
    public IReadOnlyList<(long At, double Y)> Rows => _rows;

    /// <summary>Where a time is; times outside are at the edge, others between their neighbours.</summary>
    public double Y(long at)
    {
        if (_rows.Count == 0 || at <= _rows[0].At)
        {
            return _rows.Count == 0 ? 0 : _rows[0].Y;
        }

        if (at >= _rows[^1].At)
        {
            return _rows[^1].Y;
        }

        var index = _rows.BinarySearch((at, 0), Comparer<(long At, double Y)>.Create((a, b) => a.At.CompareTo(b.At)));
        if (index >= 0)
        {
            return _rows[index].Y;
        }

        var (before, after) = (_rows[~index - 1], _rows[~index]);
        return before.Y + ((after.Y - before.Y) * ((double)(at - before.At) / (after.At - before.At)));
    }
}
