using BenchmarkDotNet.Attributes;
using PaxosGen.Client;
using PaxosGen.Core;
using PaxosGen.Transport;

namespace PaxosGen.Benchmarks;

/// <summary>What a client decides for a command and its reply, without a socket, a lock and a waiting caller.</summary>
public class ClientBenchmarks
{
    private const int Batch = 64;

    private readonly ClientEffects _effects = new();
    private readonly ClientCall[] _calls = [.. Enumerable.Range(0, Batch).Select(_ => new ClientCall())];
    private readonly ArrivedReply[] _replies = new ArrivedReply[Batch];
    private readonly byte[] _command = new byte[32];
    private readonly byte[] _result = [1, 1];
    private ClientMachine _machine = null!;
    private long _now;

    [GlobalSetup]
    public void Setup()
    {
        _machine = new ClientMachine(new ClientMachineOptions { Endpoints = ["a:1"] });
        _machine.Begin(new ClientCall(), CallKind.Open.Instance, default, _now, _effects);
        _machine.Step(
            new ClientInput.Connected(
                _effects.Connects[0].Connection,
                new HandshakeWelcome { Cluster = new ClusterId(1), Replica = new ReplicaId(1), Store = new StoreId(1), MaxFrameBytes = 1 << 20 }),
            _now,
            _effects);
        var opening = _effects.Read(_effects.Sends[0]);
        _effects.Clear();
        _machine.Receive(1, [new ArrivedReply(new ClientReply.SessionOpened(opening.Id, new SessionId(1), 4096))], _now, _effects);
        _effects.Clear();
    }

    /// <summary>Each command by itself, and its reply by itself.</summary>
    [Benchmark(Description = "command and reply")]
    public int One()
    {
        _machine.Begin(_calls[0], CallKind.SessionCommand.Instance, _command, ++_now, _effects);
        _effects.Clear();
        _replies[0] = new ArrivedReply(_calls[0].Id, _result);
        _machine.Receive(1, _replies.AsSpan(0, 1), ++_now, _effects);
        return End(1);
    }

    /// <summary>Commands each by itself, and their replies in one batch.</summary>
    [Benchmark(Description = "commands, replies together", OperationsPerInvoke = Batch)]
    public int Many()
    {
        for (var i = 0; i < Batch; i++)
        {
            _machine.Begin(_calls[i], CallKind.SessionCommand.Instance, _command, ++_now, _effects);
            _effects.Clear();
            _replies[i] = new ArrivedReply(_calls[i].Id, _result);
        }

        _machine.Receive(1, _replies, ++_now, _effects);
        return End(Batch);
    }

    private int End(int expected)
    {
        var ended = _effects.Completions.Count;
        _effects.Clear();
        return ended == expected ? ended : throw new InvalidOperationException($"{ended} of {expected} calls ended.");
    }
}
