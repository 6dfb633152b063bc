using System.Buffers;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Google.Protobuf;

namespace PaxosGen.Benchmarks;

/// <summary>A command with a list of 1,000 records of 12 characters, a number and a Guid.</summary>
[CategoriesColumn]
public class ListBenchmarks
{
    private readonly CanonicalWriter _writer = new();
    private readonly CanonicalWriter _results = new();
    private readonly byte[] _buffer = new byte[1 << 20];
    private readonly ArrayBufferWriter<byte> _json = new();
    private readonly IReplicatedStateMachine _machine = new Bookkeeper();
    private readonly CommandContext _context = CommandContext.For(1, DateTimeOffset.UnixEpoch);
    private readonly Protobuf.Transfers _protobuf = new();
    private Utf8JsonWriter _jsonWriter = null!;
    private List<Transfer> _transfers = [];
    private byte[] _ours = [];
    private byte[] _theirs = [];
    private byte[] _text = [];
    private byte[] _floor = [];

    [GlobalSetup]
    public void Setup()
    {
        _transfers = Samples.List();
        _protobuf.Items.AddRange(_transfers.Select(Samples.ToProtobuf));
        _jsonWriter = new Utf8JsonWriter(_json);
        Generated();
        _ours = _writer.ToArray();
        _theirs = _protobuf.ToByteArray();
        _text = JsonSerializer.SerializeToUtf8Bytes(_transfers, Json.Default.ListTransfer);
        _floor = _buffer[..Floor.Write(_buffer, _transfers)];
        Console.WriteLine($"// bytes: generated {_ours.Length}, protobuf {_theirs.Length}, json {_text.Length}, floor {_floor.Length}");
    }

    [Benchmark(Description = "generated")]
    [BenchmarkCategory("encode")]
    public int Generated()
    {
        _writer.Clear();
        Bookkeeper.Write(_writer, _transfers);
        return _writer.Length;
    }

    [Benchmark(Baseline = true, Description = "protobuf")]
    [BenchmarkCategory("encode")]
    public int WriteProtobuf()
    {
        var size = _protobuf.CalculateSize();
        _protobuf.WriteTo(_buffer.AsSpan(0, size));
        return size;
    }

    [Benchmark(Description = "json")]
    [BenchmarkCategory("encode")]
    public int WriteJson()
    {
        _json.ResetWrittenCount();
        _jsonWriter.Reset();
        JsonSerializer.Serialize(_jsonWriter, _transfers, Json.Default.ListTransfer);
        return _json.WrittenCount;
    }

    [Benchmark(Description = "floor")]
    [BenchmarkCategory("encode")]
    public int WriteFloor() => Floor.Write(_buffer, _transfers);

    [Benchmark(Description = "generated")]
    [BenchmarkCategory("decode")]
    public int ReadGenerated()
    {
        _results.Clear();
        _machine.Apply(_ours, _context, _results);
        return _results.Length;
    }

    [Benchmark(Baseline = true, Description = "protobuf")]
    [BenchmarkCategory("decode")]
    public object ReadProtobuf() => Protobuf.Transfers.Parser.ParseFrom(_theirs);

    [Benchmark(Description = "json")]
    [BenchmarkCategory("decode")]
    public object? ReadJson() => JsonSerializer.Deserialize(_text, Json.Default.ListTransfer);

    [Benchmark(Description = "floor")]
    [BenchmarkCategory("decode")]
    public object ReadFloor() => Floor.ReadList(_floor);
}
