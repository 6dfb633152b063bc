using System.Buffers;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Google.Protobuf;

namespace PaxosGen.Benchmarks;

/// <summary>A snapshot of a dictionary with 100,000 records; that of <see cref="Bookkeeper"/> is sorted as it is written.</summary>
[CategoriesColumn]
public class SnapshotBenchmarks
{
    private readonly CanonicalWriter _writer = new();
    private readonly byte[] _buffer = new byte[1 << 24];
    private readonly ArrayBufferWriter<byte> _json = new();
    private readonly Bookkeeper _hashed = new();
    private readonly SortedBookkeeper _sorted = new();
    private readonly Protobuf.Accounts _protobuf = new();
    private Utf8JsonWriter _jsonWriter = null!;
    private byte[] _ours = [];
    private byte[] _sortedBytes = [];
    private byte[] _theirs = [];
    private byte[] _text = [];
    private byte[] _floor = [];

    [GlobalSetup]
    public void Setup()
    {
        _hashed.Accounts = Samples.Dictionary();
        _sorted.Accounts = new(_hashed.Accounts, StringComparer.Ordinal);
        _protobuf.ByName.Add(_hashed.Accounts.ToDictionary(static a => a.Key, static a => Samples.ToProtobuf(a.Value)));
        _jsonWriter = new Utf8JsonWriter(_json);
        SaveDictionary();
        _ours = _writer.ToArray();
        SaveSorted();
        _sortedBytes = _writer.ToArray();
        _theirs = _protobuf.ToByteArray();
        _text = JsonSerializer.SerializeToUtf8Bytes(_hashed.Accounts, Json.Default.DictionaryStringTransfer);
        _floor = _buffer[..Floor.Write(_buffer, _hashed.Accounts)];
        Console.WriteLine($"// bytes: generated {_ours.Length}, protobuf {_theirs.Length}, json {_text.Length}, floor {_floor.Length}");
    }

    [Benchmark(Description = "generated, Dictionary")]
    [BenchmarkCategory("save")]
    public int SaveDictionary() => Save(_hashed);

    [Benchmark(Description = "generated, SortedDictionary")]
    [BenchmarkCategory("save")]
    public int SaveSorted() => Save(_sorted);

    [Benchmark(Baseline = true, Description = "protobuf")]
    [BenchmarkCategory("save")]
    public int SaveProtobuf()
    {
        var size = _protobuf.CalculateSize();
        _protobuf.WriteTo(_buffer.AsSpan(0, size));
        return size;
    }

    [Benchmark(Description = "json")]
    [BenchmarkCategory("save")]
    public int SaveJson()
    {
        _json.ResetWrittenCount();
        _jsonWriter.Reset();
        JsonSerializer.Serialize(_jsonWriter, _hashed.Accounts, Json.Default.DictionaryStringTransfer);
        return _json.WrittenCount;
    }

    [Benchmark(Description = "floor")]
    [BenchmarkCategory("save")]
    public int SaveFloor() => Floor.Write(_buffer, _hashed.Accounts);

    [Benchmark(Description = "generated, Dictionary")]
    [BenchmarkCategory("load")]
    public object LoadDictionary() => Load(new Bookkeeper(), _ours);

    [Benchmark(Description = "generated, SortedDictionary")]
    [BenchmarkCategory("load")]
    public object LoadSorted() => Load(new SortedBookkeeper(), _sortedBytes);

    [Benchmark(Baseline = true, Description = "protobuf")]
    [BenchmarkCategory("load")]
    public object LoadProtobuf() => Protobuf.Accounts.Parser.ParseFrom(_theirs);

    [Benchmark(Description = "json")]
    [BenchmarkCategory("load")]
    public object? LoadJson() => JsonSerializer.Deserialize(_text, Json.Default.DictionaryStringTransfer);

    [Benchmark(Description = "floor")]
    [BenchmarkCategory("load")]
    public object LoadFloor() => Floor.ReadDictionary(_floor);

    private int Save(IReplicatedStateMachine machine)
    {
        _writer.Clear();
        machine.Save(_writer, 1);
        return _writer.Length;
    }

    private static IReplicatedStateMachine Load(IReplicatedStateMachine machine, byte[] snapshot)
    {
        machine.Load(snapshot);
        return machine;
    }
}
