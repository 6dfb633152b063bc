using System.Text;
using PaxosGen.Core;

namespace PaxosGen.Testing.Storms;

/// <summary>A hand-written state machine: a list of lines. A command appends one and answers its number; a query answers all.</summary>
internal sealed class Journal : IReplicatedStateMachine
{
    private readonly List<string> _lines = [];

    public void Apply(ReadOnlySpan<byte> command, CommandContext context, CanonicalWriter result)
    {
        _lines.Add(Encoding.UTF8.GetString(command));
        result.WriteVarUInt((ulong)_lines.Count);
    }

    public void Query(ReadOnlySpan<byte> query, CommandContext context, CanonicalWriter result) =>
        result.WriteRaw(Encoding.UTF8.GetBytes(string.Join('\n', _lines)));

    public void Save(CanonicalWriter snapshot, int version)
    {
        snapshot.WriteVarUInt((ulong)_lines.Count);
        foreach (var line in _lines)
        {
            snapshot.WriteLengthPrefixed(Encoding.UTF8.GetBytes(line));
        }
    }

    public void Load(ReadOnlySpan<byte> snapshot)
    {
        var reader = new CanonicalReader(snapshot);
        _lines.Clear();
        for (var count = reader.ReadVarUInt((ulong)snapshot.Length); count > 0; count--)
        {
            _lines.Add(Encoding.UTF8.GetString(reader.ReadLengthPrefixed()));
        }

        reader.EndOfInput();
    }

    public static byte[] Line(string text) => Encoding.UTF8.GetBytes(text);

    public static long Number(ReadOnlyMemory<byte> answer) => (long)new CanonicalReader(answer.Span).ReadVarUInt();

    public static string[] Lines(ReadOnlyMemory<byte> answer)
    {
        var text = Encoding.UTF8.GetString(answer.Span);
        return text.Length == 0 ? [] : text.Split('\n');
    }
}
