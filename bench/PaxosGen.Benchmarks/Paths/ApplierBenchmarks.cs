using BenchmarkDotNet.Attributes;
using PaxosGen.Core;
using PaxosGen.Server.Applying;

namespace PaxosGen.Benchmarks.Paths;

/// <summary>What exactly-once costs: a chosen command of a session through a machine that does next to nothing, and the look-up of its session alone.</summary>
public class ApplierBenchmarks
{
    private const int Entries = 50_000;
    private const int Sessions = 10_000;

    private readonly Entry[] _entries = [Cast.Genesis(), new EntryBody.OpenSession(Cast.Session, 1, "").Encode(), .. Enumerable.Range(1, Entries).Select(i => Cast.CallOf(i))];
    private readonly SessionTable _table = new();
    private readonly Origin[] _calls = new Origin[Sessions];
    private Applier _applier = null!;
    private int _next;
    private int _nextCall;

    [GlobalSetup]
    public void Setup()
    {
        Begin();
        for (var i = 0; i < Sessions; i++)
        {
            // Far apart in the table from one call to the next.
            var id = new SessionId((UInt128)(ulong)(i * 7919L % Sessions) << 64 | 1);
            _table.Open(id, "", i, Sessions);
            _calls[i] = Origin.Session(id, 1, 1);
        }
    }

    [Benchmark(Description = "apply a command of a session")]
    public AppliedOutcome Apply()
    {
        if (_next == _entries.Length)
        {
            Begin();
        }

        return _applier.Apply(new Slot(_next + 1), _entries[_next++]);
    }

    [Benchmark(Description = "find its session among 10,000")]
    public AppliedOutcome? FindSession()
    {
        _nextCall = _nextCall + 1 == Sessions ? 0 : _nextCall + 1;
        return _table.Admit(_calls[_nextCall], payloadHash: 1, Sessions, window: 4096);
    }

    private void Begin()
    {
        _applier = new Applier(new Adder(), Cast.Members.ClusterIdFor("bench"), Configuration.Initial(Cast.Members));
        for (_next = 0; _next < 2; _next++)
        {
            _applier.Apply(new Slot(_next + 1), _entries[_next]);
        }
    }

    /// <summary>Adds up the lengths of its commands.</summary>
    private sealed class Adder : IReplicatedStateMachine
    {
        private long _sum;

        public void Apply(ReadOnlySpan<byte> command, CommandContext context, CanonicalWriter result)
        {
            _sum += command.Length;
            result.WriteFixed64((ulong)_sum);
        }

        public void Query(ReadOnlySpan<byte> query, CommandContext context, CanonicalWriter result) => result.WriteFixed64((ulong)_sum);

        public void Save(CanonicalWriter snapshot, int version) => snapshot.WriteFixed64((ulong)_sum);

        public void Load(ReadOnlySpan<byte> snapshot) => _sum = (long)new CanonicalReader(snapshot).ReadFixed64();
    }
}
