using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PaxosGen.LoadTest.Measuring.Traces;

/// <summary>One system call on a file or socket, as <c>strace -f -y -xx</c> tells of it.</summary>
/// <remarks>
/// The numbers of lines are moments: strace holds a thread where a call begins and where it ends until it has written so. What ended on
/// an earlier line than something else began on was over before that began, whichever threads they were of.
/// </remarks>
internal sealed partial class TracedCall
{
    private TracedCall(int began, string name, string file, string text)
    {
        Began = began;
        Name = name;
        File = file;
        (Bytes, IsCut) = BytesOf(text);
    }

    /// <summary>The call's name.</summary>
    public string Name { get; }

    /// <summary>The path of its file, or <c>socket:[N]</c>.</summary>
    public string File { get; }

    /// <summary>What it was given to write, as far as strace shows it.</summary>
    public byte[] Bytes { get; }

    /// <summary>Whether strace shows a part of <see cref="Bytes"/> only.</summary>
    public bool IsCut { get; }

    /// <summary>The line on which it began.</summary>
    public int Began { get; }

    /// <summary>The line on which it ended; 0 while it has not.</summary>
    public int Ended { get; private set; }

    /// <summary>What it returned; -1 for an error, and where it never returned.</summary>
    public long Result { get; private set; } = -1;

    /// <summary>Each call twice: when it begins, with no end yet, and when it has ended. Those that never end come once.</summary>
    public static IEnumerable<(TracedCall Call, bool HasEnded)> Read(IEnumerable<string> lines)
    {
        // A call that another thread interrupts is told on two lines; the thread's number joins them, and only the first has the arguments.
        var begun = new Dictionary<string, TracedCall>();
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (Resumed().Match(line) is { Success: true } resumed)
            {
                if (begun.Remove(resumed.Groups["thread"].Value, out var waiting))
                {
                    waiting.End(number, resumed.Groups["rest"].Value);
                    yield return (waiting, true);
                }

                continue;
            }

            if (Call().Match(line) is not { Success: true } match)
            {
                continue;
            }

            var rest = match.Groups["rest"].Value;
            var call = new TracedCall(number, match.Groups["name"].Value, Encoding.UTF8.GetString(Unescape(match.Groups["file"].Value)), rest);
            yield return (call, false);
            if (rest.EndsWith("<unfinished ...>", StringComparison.Ordinal))
            {
                begun[match.Groups["thread"].Value] = call;
            }
            else
            {
                call.End(number, rest);
                yield return (call, true);
            }
        }
    }

    private void End(int line, string rest)
    {
        Ended = line;
        Result = Returned().Match(rest) is { Success: true } returned ? long.Parse(returned.Groups["value"].Value, CultureInfo.InvariantCulture) : -1;
    }

    /// <summary>All strings among the arguments, one after the other: a buffer, or several.</summary>
    private static (byte[] Bytes, bool IsCut) BytesOf(string text)
    {
        var isCut = false;
        var bytes = new List<byte[]>();
        for (var from = text.IndexOf('"'); from >= 0; from = text.IndexOf('"', from))
        {
            var end = text.IndexOf('"', from + 1);
            bytes.Add(Unescape(text.AsSpan(from + 1, end - from - 1)));
            from = end + 1;
            isCut |= text.AsSpan(from).StartsWith("...");
        }

        return ([.. bytes.SelectMany(b => b)], isCut);
    }

    /// <summary>With -xx all characters of a string are in hexadecimal, and those of names of files too; earlier versions leave names as they are.</summary>
    private static byte[] Unescape(ReadOnlySpan<char> text)
    {
        const int Width = 4;
        if (!text.StartsWith("\\x"))
        {
            return Encoding.UTF8.GetBytes(text.ToArray());
        }

        var bytes = new byte[text.Length / Width];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = byte.Parse(text.Slice((i * Width) + 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        }

        return bytes;
    }

    [GeneratedRegex(@"^(?<thread>\d+)\s+(?<name>\w+)\(\d+<(?<file>[^>]*)>(?<rest>.*)$")]
    private static partial Regex Call();

    [GeneratedRegex(@"^(?<thread>\d+)\s+<\.\.\. \w+ resumed>(?<rest>.*)$")]
    private static partial Regex Resumed();

    [GeneratedRegex(@"\)\s+= (?<value>-?\d+)")]
    private static partial Regex Returned();
}
