using PaxosGen.Core;

namespace PaxosGen.Server.Tests.Applying;

/// <summary>A random log with every kind of repeat, late-comer, liar and pause in it. Equal seeds give equal logs.</summary>
internal sealed class RandomHistory(int seed)
{
    public static readonly ClusterSettings Settings = new()
    {
        SessionWindow = 6,
        SessionLimit = 4,
        SessionTimeout = 400,
        KeyLimit = 8,
        KeyRetention = 600,
        SnapshotInterval = 50_000,
    };

    private readonly Random _random = new(seed);
    private readonly Dictionary<SessionId, long> _next = [];
    private long _clock = 1;

    public EntryBody Next()
    {
        // Mostly small steps, sometimes back, now and then a pause in which everything ends.
        _clock += _random.Next(100) == 0 ? _random.Next(900) : _random.Next(12);
        var stamp = _clock - (_random.Next(8) == 0 ? _random.Next(200) : 0);
        return _random.Next(20) switch
        {
            0 => new EntryBody.NoOp(),
            1 => new EntryBody.OpenSession(SomeSession(), stamp, $"client {_random.Next(3)}"),
            < 7 => new EntryBody.Command(Origin.Key((UInt128)_random.Next(14)), stamp, (ulong)_random.NextInt64(), Payload()),
            _ => Call(stamp),
        };
    }

    private EntryBody.Command Call(long stamp)
    {
        var id = SomeSession();
        var next = _next.GetValueOrDefault(id, 1);
        if (_random.Next(40) == 0)
        {
            next = 1;
        }

        var sequence = _random.Next(3) == 0 ? next - _random.Next(5) : next + (_random.Next(12) == 0 ? _random.Next(8) : 0);
        sequence = Math.Max(0, sequence);
        var acknowledged = Math.Max(0, sequence - _random.Next(7) + (_random.Next(30) == 0 ? 9 : 0));
        _next[id] = Math.Max(next, sequence + 1);
        return new EntryBody.Command(Origin.Session(id, sequence, acknowledged), stamp, (ulong)_random.NextInt64(), Payload());
    }

    private SessionId SomeSession() => new((UInt128)(1 + _random.Next(6)));

    // Few different payloads: repeats under one number are then equal about as often as not.
    private byte[] Payload() => _random.Next(12) switch
    {
        0 => Ledger.Reject("r"),
        1 => Ledger.Fail("f"),
        2 => [1],
        3 => Ledger.Draw("d"),
        var n => Ledger.Add(n % 2 == 0 ? "even" : "odd", 1),
    };
}
