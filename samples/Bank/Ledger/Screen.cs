namespace BankSample.Ledger;

/// <summary>Where a command writes lines; on a terminal the last one may be a status that is drawn over and over.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class Screen(TextWriter writer, Func<int>? width)
{
    private const int UsualWidth = 80;

    private readonly Lock _gate = new();
    private string _status = "";

    /// <summary>Whether a status can be drawn.</summary>
    public bool IsTerminal => width is not null;

    /// <summary>How many characters a status may have: the last column is left free, or some terminals go to the next line.</summary>
    public int Width => width?.Invoke() is > 1 and var columns ? columns - 1 : UsualWidth - 1;

    /// <summary>The console of this process.</summary>
    public static Screen OfConsole() => new(Console.Out, Console.IsOutputRedirected ? null : () => Console.WindowWidth);

    /// <summary>Writes a line; the status stays below it.</summary>
    public void WriteLine(string line)
    {
        lock (_gate)
        {
            Erase();
            writer.WriteLine(line);
            writer.Write(_status);
            writer.Flush();
        }
    }

    /// <summary>Draws the status anew, in place of the one before; an empty one takes it away.</summary>
    public void Draw(string status)
    {
        lock (_gate)
        {
            Erase();
            _status = status;
            writer.Write(_status);
            writer.Flush();
        }
    }

    private void Erase()
    {
        if (_status.Length > 0)
        {
            writer.Write('\r' + new string(' ', Math.Min(_status.Length, Width)) + '\r');
        }
    }
}
