using PaxosGen.Core;
using PaxosGen.Transport;

namespace PaxosGen.Client.Tests;

/// <summary>What a call costs in memory once everything has its size. Bytes are counted, so that no machine's speed matters.</summary>
public sealed class AllocationTests
{
    private const int Calls = 64;

    private readonly ClientMachine _machine = new(new ClientMachineOptions { Endpoints = ["a:1"] });
    private readonly ClientEffects _effects = new();
    private readonly ClientCall[] _calls = [.. Enumerable.Range(0, Calls).Select(_ => new ClientCall())];
    private readonly ArrivedReply[] _replies = new ArrivedReply[Calls];
    private readonly byte[] _command = new byte[20];
    private readonly byte[] _result = [1];
    private long _now = 1;

    [Fact]
    public void A_command_and_its_result_take_no_memory()
    {
        Connect();
        Round(CallKind.SessionCommand.Instance);
        Round(CallKind.SessionCommand.Instance);
        Assert.Equal(0, Allocated(() => Round(CallKind.SessionCommand.Instance)));
    }

    [Fact]
    public void A_query_takes_no_memory_but_its_kind()
    {
        Connect();
        var kind = new CallKind.Query(ReadConsistency.Linearizable);
        Round(kind);
        Round(kind);
        Assert.Equal(0, Allocated(() => Round(kind)));
    }

    [Fact]
    public void A_result_is_read_without_an_object_of_its_own()
    {
        var writer = new CanonicalWriter();
        ClientReplyCodec.Write(writer, new ClientReply.Result(new RequestId(7), _result));
        ReadOnlyMemory<byte> bytes = writer.ToArray();
        ArrivedReply reply = default;
        var allocated = Allocated(() => reply = ClientReplyCodec.ReadArrived(bytes));
        Assert.Equal(0, allocated);
        Assert.Equal(new RequestId(7), reply.Id);
        Assert.Equal(_result, reply.Result.ToArray());
        Assert.Null(reply.Other);
    }

    private static long Allocated(Action action)
    {
        action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private void Connect()
    {
        _machine.Begin(new ClientCall(), CallKind.Open.Instance, default, _now, _effects);
        var welcome = new HandshakeWelcome { Cluster = new ClusterId(1), Replica = new ReplicaId(1), Store = new StoreId(1), MaxFrameBytes = 1 << 20 };
        _machine.Step(new ClientInput.Connected(1, welcome), _now, _effects);
        var opening = _effects.Read(Assert.Single(_effects.Sends));
        _machine.Receive(1, [new ArrivedReply(new ClientReply.SessionOpened(opening.Id, new SessionId(1), 4096))], _now, _effects);
        Assert.Single(_effects.Completions);
        _effects.Clear();
    }

    // All at once, and all answered at once.
    private void Round(CallKind kind)
    {
        for (var i = 0; i < Calls; i++)
        {
            _machine.Begin(_calls[i], kind, _command, _now++, _effects);
            _replies[i] = new ArrivedReply(_calls[i].Id, _result);
        }

        Invariant.Check(_effects.Sends.Count == Calls);
        _machine.Receive(1, _replies, _now++, _effects);
        Invariant.Check(_effects.Completions.Count == Calls);
        _effects.Clear();
    }
}
