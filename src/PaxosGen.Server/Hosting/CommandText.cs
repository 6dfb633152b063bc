using System.Globalization;
using System.Text;
using PaxosGen.Wire;

namespace PaxosGen.Server.Hosting;

/// <summary>
/// A command in words, as <c>Deposit(account: "alice", amount: 10.5)</c>: its bytes read by the text of the schema, without the
/// state machine. What is too complicated for that is shown as bytes.
/// </summary>
internal sealed class CommandText
{
    private const int MostBytes = 64;
    private const int MostCharacters = 200;
    private const int MostLevels = 8;

    private delegate string Scalar(ref CanonicalReader reader);

    private static readonly Dictionary<string, Scalar> Scalars = new(StringComparer.Ordinal)
    {
        ["bool"] = static (ref CanonicalReader r) => BooleanCodec.Read(ref r) ? "true" : "false",
        ["byte"] = static (ref CanonicalReader r) => Text(ByteCodec.Read(ref r)),
        ["sbyte"] = static (ref CanonicalReader r) => Text(SByteCodec.Read(ref r)),
        ["short"] = static (ref CanonicalReader r) => Text(Int16Codec.Read(ref r)),
        ["ushort"] = static (ref CanonicalReader r) => Text(UInt16Codec.Read(ref r)),
        ["int"] = static (ref CanonicalReader r) => Text(Int32Codec.Read(ref r)),
        ["uint"] = static (ref CanonicalReader r) => Text(UInt32Codec.Read(ref r)),
        ["long"] = static (ref CanonicalReader r) => Text(Int64Codec.Read(ref r)),
        ["ulong"] = static (ref CanonicalReader r) => Text(UInt64Codec.Read(ref r)),
        ["float"] = static (ref CanonicalReader r) => Text(SingleCodec.Read(ref r)),
        ["double"] = static (ref CanonicalReader r) => Text(DoubleCodec.Read(ref r)),
        ["decimal"] = static (ref CanonicalReader r) => Text(DecimalCodec.Read(ref r)),
        ["char"] = static (ref CanonicalReader r) => Quoted(CharCodec.Read(ref r).ToString()),
        ["string"] = static (ref CanonicalReader r) => Quoted(StringCodec.Read(ref r)),
        ["System.Guid"] = static (ref CanonicalReader r) => GuidCodec.Read(ref r).ToString(),
        ["System.DateTime"] = static (ref CanonicalReader r) => DateTimeCodec.Read(ref r).ToString("o", CultureInfo.InvariantCulture),
        ["System.DateOnly"] = static (ref CanonicalReader r) => DateOnlyCodec.Read(ref r).ToString("o", CultureInfo.InvariantCulture),
        ["System.TimeSpan"] = static (ref CanonicalReader r) => TimeSpanCodec.Read(ref r).ToString("c", CultureInfo.InvariantCulture),
    };

    private readonly Dictionary<string, (string Name, Dictionary<int, Field> Fields)> _commands = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<int, Field>> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (Scalar Number, Dictionary<string, string> Names)> _enums = new(StringComparer.Ordinal);

    /// <summary>Reads the text of a schema.</summary>
    public CommandText(StateMachineSchema schema)
    {
        Dictionary<int, Field>? fields = null;
        Dictionary<string, string>? values = null;
        foreach (var line in schema.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Replace("*RETIRED* ", "", StringComparison.Ordinal).Trim().Split(' ', 3);
            if (!line.StartsWith(' '))
            {
                var name = words.Length > 1 ? words[1].TrimEnd(':') : "";
                fields = words[0] == "type" ? _types[name] = [] : null;
                values = words[0] == "enum" ? new(StringComparer.Ordinal) : null;
                if (values is not null)
                {
                    _enums[name] = (Scalars[words is [_, _, var number] ? number : "int"], values);
                }
            }
            else if (words is ["command", var id, var signature])
            {
                fields = [];
                _commands[id] = (signature.Split(':')[0], fields);
            }
            else if (words[0] is "query" or "state")
            {
                fields = null;
            }
            else if (values is not null && words.Length > 1)
            {
                values.TryAdd(words[0], words[1]);
            }
            else if (words is [var tag, var field, ..] && int.TryParse(tag, NumberStyles.None, CultureInfo.InvariantCulture, out var place))
            {
                fields?.TryAdd(place, new Field(field.TrimEnd(':'), words.Length > 2 ? words[2].Split(" since ")[0] : ""));
            }
        }
    }

    /// <summary>A command in words.</summary>
    public string Of(ReadOnlyMemory<byte> payload)
    {
        var said = new StringBuilder();
        try
        {
            var reader = new CanonicalReader(payload.Span);
            reader.ReadVarUInt();
            var id = Text(reader.ReadVarUInt());
            if (!_commands.TryGetValue(id, out var command))
            {
                return $"command {id} {Bytes(payload.Span)}";
            }

            said.Append(command.Name);
            Fields(ref reader, command.Fields, said, '(', ')', levels: 0);
        }
        catch (Exception e) when (e is WireFormatException or Unsaid)
        {
            // What was read so far names the command.
            said.Append(e is Unsaid ? "…" : $"… {e.Message}").Append(' ').Append(Bytes(payload.Span));
        }

        return said.ToString();
    }

    private void Fields(ref CanonicalReader reader, Dictionary<int, Field> fields, StringBuilder said, char open, char close, int levels)
    {
        said.Append(open);
        var isFirst = true;
        for (var header = (uint)reader.ReadVarUInt(uint.MaxValue); header != 0; header = (uint)reader.ReadVarUInt(uint.MaxValue))
        {
            var field = fields.GetValueOrDefault((int)(header >> 3)) ?? new Field(Text(header >> 3), "");
            said.Append(isFirst ? "" : ", ").Append(field.Name).Append(": ");
            isFirst = false;
            Value(ref reader, (WireKind)(header & 7), field.Type.TrimEnd('?'), said, levels);
        }

        said.Append(close);
    }

    private void Value(ref CanonicalReader reader, WireKind kind, string type, StringBuilder said, int levels)
    {
        if (Scalars.TryGetValue(type, out var scalar))
        {
            said.Append(scalar(ref reader));
        }
        else if (kind == WireKind.VarInt && _enums.TryGetValue(type, out var known))
        {
            var number = known.Number(ref reader);
            said.Append(known.Names.GetValueOrDefault(number) ?? number);
        }
        else if (kind == WireKind.Message && levels < MostLevels)
        {
            Fields(ref reader, _types.GetValueOrDefault(type) ?? [], said, '{', '}', levels + 1);
        }
        else
        {
            said.Append(kind switch
            {
                WireKind.VarInt => Text(reader.ReadVarUInt()),
                WireKind.Fixed32 => Bytes(reader.ReadRaw(4)),
                WireKind.Fixed64 => Bytes(reader.ReadRaw(8)),
                WireKind.Fixed128 => Bytes(reader.ReadRaw(16)),
                WireKind.Bytes => Bytes(reader.ReadLengthPrefixed()),
                _ => throw new Unsaid(),
            });
        }
    }

    private static string Bytes(ReadOnlySpan<byte> bytes) =>
        bytes.Length <= MostBytes ? $"0x{Convert.ToHexString(bytes)}" : $"0x{Convert.ToHexString(bytes[..MostBytes])}… ({bytes.Length} bytes)";

    private static string Quoted(string text) => $"\"{(text.Length <= MostCharacters ? text : text[..MostCharacters] + "…")}\"";

    private static string Text<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);

    private sealed record Field(string Name, string Type);

    /// <summary>A value whose bytes cannot be told from those after it without the machine's code.</summary>
    private sealed class Unsaid : Exception;
}
