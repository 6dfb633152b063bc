using System.Globalization;

namespace BankSample.Ledger;

/// <summary>Shows how far a replay has come: a bar on a terminal, a line every few seconds elsewhere.</summary>
internal sealed class ProgressBar : IAsyncDisposable
{
    private const int LeastBar = 10;
    private const int MostBar = 40;
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Report = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _drawing;

    private ProgressBar(Screen screen, Replay replay, long length) => _drawing = DrawAsync(screen, replay, length, _stop.Token);

    /// <summary>Shows a replay until disposed.</summary>
    /// <param name="screen">Where.</param>
    /// <param name="replay">What.</param>
    /// <param name="length">Bytes of the ledger; 0 if not known.</param>
    public static ProgressBar Start(Screen screen, Replay replay, long length) => new(screen, replay, length);

    /// <summary>The bar and what stands behind it, in as many characters as there are: the least important is left out first.</summary>
    public static string Bar(ReplayCounts counts, long length, TimeSpan elapsed, int width)
    {
        var parts = Parts(counts, length, elapsed);
        var text = "";
        foreach (var part in parts)
        {
            var longer = text.Length == 0 ? part : $"{text}  {part}";
            if (longer.Length > width)
            {
                return text;
            }

            text = longer;
        }

        var bar = Math.Min(MostBar, width - text.Length - " []".Length);
        if (length <= 0 || bar < LeastBar)
        {
            return text;
        }

        var done = (int)(bar * Fraction(counts, length));
        return $"[{new string('=', done)}{new string(' ', bar - done)}] {text}";
    }

    /// <summary>The same for a file.</summary>
    public static string Line(ReplayCounts counts, long length, TimeSpan elapsed) => string.Join(", ", Parts(counts, length, elapsed));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _drawing;
        _stop.Dispose();
    }

    private static async Task DrawAsync(Screen screen, Replay replay, long length, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(screen.IsTerminal ? Redraw : Report);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                if (screen.IsTerminal)
                {
                    screen.Draw(Bar(replay.Counts, length, replay.Elapsed, screen.Width));
                }
                else
                {
                    screen.WriteLine(Line(replay.Counts, length, replay.Elapsed));
                }
            }
        }
        catch (OperationCanceledException)
        {
            screen.Draw("");
        }
    }

    private static List<string> Parts(ReplayCounts counts, long length, TimeSpan elapsed)
    {
        var answered = counts.Approved + counts.Refused + counts.Rejected;
        var fraction = Fraction(counts, length);
        var seconds = elapsed.TotalSeconds;
        var rate = seconds > 0 ? answered / seconds : 0;
        return
        [
            length > 0 ? Text($"{(int)(fraction * 100),3} %") : Text($"{counts.Lines} lines"),
            Text($"{rate:0} lines/s"),
            .. fraction > 0 ? [Text($"{TimeSpan.FromSeconds(Math.Min(seconds * (1 - fraction) / fraction, 359_999)):h\\:mm\\:ss} left")] : (string[])[],
            Text($"{counts.Approved} approved"),
            Text($"{counts.Refused} refused"),
            Text($"{counts.Rejected} rejected"),
        ];
    }

    // A file may grow while it is read.
    private static double Fraction(ReplayCounts counts, long length) => length > 0 ? Math.Min(1, (double)counts.End / length) : 0;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
