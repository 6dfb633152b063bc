using System;
using System.Runtime.CompilerServices;
using System.Text;
using PaxosGen;
namespace Corpus.B320;

[InterpolatedStringHandler]
public readonly struct TraceHandler(int literalLength, int formattedCount)
{
    private readonly StringBuilder _text = new(literalLength + formattedCount);
    public void AppendLiteral(string s) => _text.Append(s);
    public void AppendFormatted(int value) => _text.Append((char)('0' + (value + DateTime.UtcNow.Second) % 10)); // EXPECT: wall-clock
    public string Text => _text.ToString();
}

[ReplicatedStateMachine]
public partial class Traces
{
    private string _last = "";

    [Command(1)]
    public string Add(int n) => _last = Format($"n={n}");

    private static string Format(TraceHandler handler) => handler.Text;
}
