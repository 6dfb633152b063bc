using System.Globalization;
using System.Text;

namespace PaxosGen.Server.Tests.Applying;

/// <summary>A small state machine by hand: named sums, and every way in which a handler can end.</summary>
internal sealed class Ledger : IReplicatedStateMachine
{
    private readonly SortedDictionary<string, long> _sums = new(StringComparer.Ordinal);

    /// <summary>What the next <see cref="Do"/> throws or does; not replicated.</summary>
    public Action<CommandContext>? OnDo { get; set; }

    /// <summary>How many commands ran on this instance; not replicated.</summary>
    public int Runs { get; private set; }

    public static byte[] Add(string name, long amount) => Payload('a', name, amount);

    public static byte[] Draw(string name) => Payload('r', name, 0);

    public static byte[] Reject(string name) => Payload('x', name, 0);

    public static byte[] Fail(string name) => Payload('f', name, 0);

    public static byte[] Do() => Payload('d', "", 0);

    public static byte[] Format() => Payload('c', "", 0);

    public static byte[] SumOf(string name) => Payload('q', name, 0);

    public void Apply(ReadOnlySpan<byte> command, CommandContext context, CanonicalWriter result)
    {
        Runs++;
        var (kind, name, amount) = Read(command);
        switch (kind)
        {
            case 'a':
                result.WriteVarInt(_sums[name] = _sums.GetValueOrDefault(name) + amount);
                break;
            case 'r':
                _sums[name] = context.Random.Next(1_000_000);
                result.WriteRaw(context.NewGuid().ToByteArray());
                result.WriteVarUInt((ulong)context.Slot);
                result.WriteFixed64((ulong)context.Timestamp.UtcTicks);
                result.WriteRaw(context.Session.ToByteArray());
                result.WriteVarUInt((ulong)context.Version);
                break;
            case 'x':
                result.WriteFixed64(0xDEAD);
                throw new CommandRejectedException("no", $"not {name}");
            case 'f':
                // Changes the state before it fails: the change counts, everywhere.
                _sums[name] = _sums.GetValueOrDefault(name) + 1;
                result.WriteFixed64(0xDEAD);
                throw new InvalidOperationException($"on {Environment.MachineName}");
            case 'd':
                OnDo?.Invoke(context);
                break;
            case 'c':
                result.WriteRaw(Encoding.UTF8.GetBytes(string.Format(CultureInfo.CurrentCulture, "{0}", 1.5)));
                break;
            default:
                throw new WireFormatException($"Unknown command {kind}.");
        }
    }

    public void Query(ReadOnlySpan<byte> query, CommandContext context, CanonicalWriter result)
    {
        var (kind, name, _) = Read(query);
        switch (kind)
        {
            case 'q':
                result.WriteVarInt(_sums.GetValueOrDefault(name));
                result.WriteVarUInt((ulong)context.Slot);
                result.WriteFixed64((ulong)context.Timestamp.UtcTicks);
                break;
            case 'f':
                throw new InvalidOperationException("query failed");
            case 'd':
                OnDo?.Invoke(context);
                break;
            default:
                throw new WireFormatException($"Unknown query {kind}.");
        }
    }

    public void Save(CanonicalWriter snapshot, int version)
    {
        snapshot.WriteVarUInt((ulong)_sums.Count);
        foreach (var (name, sum) in _sums)
        {
            snapshot.WriteLengthPrefixed(Encoding.UTF8.GetBytes(name));
            snapshot.WriteVarInt(sum);
        }
    }

    public void Activate(int from, int to)
    {
    }

    public void Load(ReadOnlySpan<byte> snapshot)
    {
        _sums.Clear();
        var reader = new CanonicalReader(snapshot);
        var count = reader.ReadVarUInt((ulong)reader.Remaining);
        var last = "";
        for (var i = 0UL; i < count; i++)
        {
            var bytes = reader.ReadLengthPrefixed();
            var name = Encoding.UTF8.GetString(bytes);
            if (!Encoding.UTF8.GetBytes(name).AsSpan().SequenceEqual(bytes) || (i > 0 && string.CompareOrdinal(last, name) >= 0))
            {
                throw new WireFormatException("Malformed ledger.");
            }

            _sums.Add(name, reader.ReadVarInt());
            last = name;
        }

        reader.EndOfInput();
    }

    private static byte[] Payload(char kind, string name, long amount)
    {
        var writer = new CanonicalWriter();
        writer.WriteByte((byte)kind);
        writer.WriteLengthPrefixed(Encoding.UTF8.GetBytes(name));
        writer.WriteVarInt(amount);
        return writer.ToArray();
    }

    private static (char Kind, string Name, long Amount) Read(ReadOnlySpan<byte> payload)
    {
        var reader = new CanonicalReader(payload);
        var kind = (char)reader.ReadByte();
        var name = Encoding.UTF8.GetString(reader.ReadLengthPrefixed());
        var amount = reader.ReadVarInt();
        reader.EndOfInput();
        return (kind, name, amount);
    }
}
