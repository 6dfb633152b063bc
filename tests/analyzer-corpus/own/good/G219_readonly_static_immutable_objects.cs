using System;
using System.Globalization;
using System.Text;
using PaxosGen;
namespace Corpus.G219;

public sealed record Limits(int Max, TimeSpan Keep);

[ReplicatedStateMachine]
public partial class Notes
{
    private static readonly Limits Default = new(100, TimeSpan.FromDays(7));
    private static readonly Version Format = new(1, 2);
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private static readonly DateTimeOffset Epoch = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private long _used;

    [Command(1)]
    public string Add(string text, CommandContext context)
    {
        if (context.Timestamp - Epoch < Default.Keep) return "early";
        _used = Math.Min(Default.Max, _used + Utf8.GetByteCount(text));
        return _used.ToString("D4", Culture) + "v" + Format.Major.ToString(Culture);
    }
}
