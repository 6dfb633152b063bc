using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace PaxosGen.LoadTest.Measuring.Stages;

/// <summary>About 100 KB of allocations, told by the last of them.</summary>
/// <param name="At">When.</param>
/// <param name="Bytes">How much was allocated since the one before.</param>
/// <param name="Type">The last object's type.</param>
/// <param name="Stack">Where it was allocated: addresses, the innermost first.</param>
internal readonly record struct AllocationSample(DateTime At, long Bytes, string Type, ulong[] Stack);

/// <summary>
/// Allocation samples out of a file that the runtime writes with <c>DOTNET_EnableEventPipe=1</c>: the format <c>Nettrace</c>, version 4, as
/// documented in dotnet/diagnostics and microsoft/perfview (NetTraceFormat.md). Only what these samples need of it is read.
/// </summary>
internal sealed class AllocationTrace
{
    private const byte BeginObject = 5;
    private const byte EndObject = 6;
    private const int AllocationTick = 10;
    private const string Provider = "Microsoft-Windows-DotNETRuntime";

    private readonly byte[] _bytes;
    private readonly Dictionary<int, ulong[]> _stacks = [];
    private readonly HashSet<int> _ticks = [];
    private readonly List<AllocationSample> _samples = [];
    private int _at;
    private DateTime _startedAt;
    private long _startedAtTicks;
    private long _ticksPerSecond;

    private AllocationTrace(byte[] bytes) => _bytes = bytes;

    /// <summary>All samples of a file. One that ends in the middle of a block is read up to there.</summary>
    public static List<AllocationSample> Read(string path)
    {
        var trace = new AllocationTrace(File.ReadAllBytes(path));
        trace.ReadObjects();
        return trace._samples;
    }

    private void ReadObjects()
    {
        const int HeaderBytes = 8;
        if (!_bytes.AsSpan().StartsWith("Nettrace"u8))
        {
            throw new InvalidOperationException("This is no trace of the runtime's events.");
        }

        _at = HeaderBytes;
        _at += sizeof(int) + Int32(_at);
        while (_at + 16 < _bytes.Length && _bytes[_at] == BeginObject)
        {
            // Begins: the object, its type, no type of the type, two versions, the type's name, the type's end.
            var length = Int32(_at + 11);
            var name = Encoding.ASCII.GetString(_bytes, _at + 15, length);
            _at += 15 + length + 1;
            if (name == "Trace")
            {
                ReadStart();
                continue;
            }

            var size = Int32(_at);
            var start = (_at + sizeof(int) + 3) / 4 * 4;
            var end = start + size;
            if (end >= _bytes.Length || _bytes[end] != EndObject)
            {
                return;
            }

            ReadBlock(name, start, end);
            _at = end + 1;
        }
    }

    private void ReadStart()
    {
        short Part(int index) => BinaryPrimitives.ReadInt16LittleEndian(_bytes.AsSpan(_at + (index * sizeof(short))));
        const int TraceBytes = 48;
        _startedAt = new DateTime(Part(0), Part(1), Part(3), Part(4), Part(5), Part(6), Part(7), DateTimeKind.Utc);
        _startedAtTicks = BinaryPrimitives.ReadInt64LittleEndian(_bytes.AsSpan(_at + 16));
        _ticksPerSecond = BinaryPrimitives.ReadInt64LittleEndian(_bytes.AsSpan(_at + 24));
        _at += TraceBytes + 1;
    }

    private void ReadBlock(string name, int at, int end)
    {
        switch (name)
        {
            case "StackBlock":
                var id = Int32(at);
                for (at += 2 * sizeof(int); at < end; id++)
                {
                    var size = Int32(at);
                    _stacks[id] = MemoryMarshal.Cast<byte, ulong>(_bytes.AsSpan(at + sizeof(int), size)).ToArray();
                    at += sizeof(int) + size;
                }

                break;
            case "MetadataBlock":
                ReadEvents(at, end, (header, payload) => OnMetadata(payload));
                break;
            case "EventBlock":
                ReadEvents(at, end, OnEvent);
                break;
        }
    }

    /// <summary>Events have compressed headers, in which a field that is as it was in the event before is left out.</summary>
    private void ReadEvents(int at, int end, Action<EventHeader, int> onEvent)
    {
        at += BinaryPrimitives.ReadInt16LittleEndian(_bytes.AsSpan(at));
        var header = default(EventHeader);
        while (at < end)
        {
            var flags = _bytes[at++];
            header.Metadata = (flags & 1) != 0 ? (int)VarUInt(ref at) : header.Metadata;
            if ((flags & 2) != 0)
            {
                // Sequence number, thread, processor.
                VarUInt(ref at);
                VarUInt(ref at);
                VarUInt(ref at);
            }

            if ((flags & 4) != 0)
            {
                VarUInt(ref at);
            }

            header.Stack = (flags & 8) != 0 ? (int)VarUInt(ref at) : header.Stack;
            header.Time += (long)VarUInt(ref at);

            // Ids of activities, of 16 bytes.
            at += ((flags & 16) != 0 ? 16 : 0) + ((flags & 32) != 0 ? 16 : 0);
            header.Length = (flags & 128) != 0 ? (int)VarUInt(ref at) : header.Length;
            onEvent(header, at);
            at += header.Length;
        }
    }

    private void OnMetadata(int at)
    {
        var id = Int32(at);
        at += sizeof(int);
        var provider = Text(ref at);
        if (provider == Provider && Int32(at) == AllocationTick)
        {
            _ticks.Add(id);
        }
    }

    private void OnEvent(EventHeader header, int at)
    {
        if (!_ticks.Contains(header.Metadata))
        {
            return;
        }

        // Amount and kind of 4 bytes, the runtime's instance of 2, then the amount in full, the type's address, its name.
        var bytes = BinaryPrimitives.ReadInt64LittleEndian(_bytes.AsSpan(at + 10));
        var name = at + 10 + sizeof(long) + sizeof(long);
        var seconds = (double)(header.Time - _startedAtTicks) / _ticksPerSecond;
        _samples.Add(new AllocationSample(_startedAt.AddSeconds(seconds), bytes, Text(ref name), _stacks.GetValueOrDefault(header.Stack, [])));
    }

    private int Int32(int at) => BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(at));

    private ulong VarUInt(ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = _bytes[at++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }

    /// <summary>UTF-16 up to a zero.</summary>
    private string Text(ref int at)
    {
        var characters = MemoryMarshal.Cast<byte, char>(_bytes.AsSpan(at));
        var text = characters[..characters.IndexOf('\0')].ToString();
        at += (text.Length + 1) * sizeof(char);
        return text;
    }

    private struct EventHeader
    {
        public int Metadata;
        public int Stack;
        public long Time;
        public int Length;
    }
}
