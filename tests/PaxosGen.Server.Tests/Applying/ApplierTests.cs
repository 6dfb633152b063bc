using System.Globalization;
using System.Text;
using PaxosGen.Core;
using PaxosGen.Server.Applying;

namespace PaxosGen.Server.Tests.Applying;

public sealed class ApplierTests
{
    private readonly Play _play = new();

    [Fact]
    public void Slots_are_applied_one_by_one()
    {
        Assert.Throws<InvariantViolationException>(() => _play.Applier.Apply(new Slot(3), Entry.NoOp));
        Assert.Throws<InvariantViolationException>(() => _play.Applier.Apply(new Slot(1), Entry.NoOp));
        Assert.Same(AppliedOutcome.Nothing.Instance, _play.Applier.Apply(new Slot(2), Entry.NoOp));
        Assert.Equal(new Slot(2), _play.Applier.AppliedThrough);
    }

    [Fact]
    public void Limits_come_from_Genesis()
    {
        var play = new Play(new ClusterSettings { SessionLimit = 0, KeyLimit = 0 });
        Assert.IsType<AppliedOutcome.SessionRefused>(play.Open(Play.Alice));
        play.Keyed(1, Ledger.Add("a", 1)).ShouldBeRefused(Refusal.KeyTableFull);
    }

    [Fact]
    public void Timestamps_never_decrease_and_are_inherited()
    {
        Assert.Equal(0, _play.Applier.Timestamp);
        _play.Run(Ledger.Add("a", 1), at: -5);
        Assert.Equal(0, _play.Applier.Timestamp);
        _play.Run(Ledger.Add("a", 1), at: 2000);
        _play.Run(Ledger.Add("a", 1), at: 1000);
        _play.Apply(new EntryBody.NoOp());
        Assert.Equal(2000, _play.Applier.Timestamp);
        _play.Open(Play.Alice, at: 3000);
        Assert.Equal(3000, _play.Applier.Timestamp);
    }

    [Fact]
    public void A_refused_call_moves_time_too()
    {
        _play.Call(Play.Bob, 1, Ledger.Add("a", 1), at: 4000).ShouldBeRefused(Refusal.SessionUnknown);
        Assert.Equal(4000, _play.Applier.Timestamp);
    }

    [Fact]
    public void The_context_says_what_the_log_says()
    {
        _play.Apply(new EntryBody.ActivateVersion(3));
        _play.Open(new SessionId(0x00112233_44556677), at: 1_700_000_000_000_000_000);
        (long Slot, DateTimeOffset Timestamp, int Version, Guid Session) seen = default;
        _play.Ledger.OnDo = c => seen = (c.Slot, c.Timestamp, c.Version, c.Session);
        _play.Call(new SessionId(0x00112233_44556677), 1, Ledger.Do(), at: 5).ShouldRun();
        Assert.Equal((4, new DateTimeOffset(2023, 11, 14, 22, 13, 20, TimeSpan.Zero), 3, Guid.Parse("00000000-0000-0000-0011-223344556677")), seen);
        _play.Ledger.OnDo = c => seen = (c.Slot, c.Timestamp, c.Version, c.Session);
        _play.Run(Ledger.Do());
        Assert.Equal(Guid.Empty, seen.Session);
    }

    [Fact]
    public void Random_numbers_differ_by_slot_and_entropy_and_are_the_same_on_every_replica()
    {
        var other = new Play();
        Assert.Equal(_play.Run(Ledger.Draw("a")).Envelope.ToArray(), other.Run(Ledger.Draw("a")).Envelope.ToArray());
        _play.Apply(new EntryBody.Command(Origin.Key(9), 0, Entropy: 1, Ledger.Draw("a")));
        other.Apply(new EntryBody.Command(Origin.Key(9), 0, Entropy: 2, Ledger.Draw("a")));
        Assert.NotEqual(_play.Sum("a"), other.Sum("a"));
        Assert.NotEqual(CommandSeed.Of(Play.Cluster, Epoch.First, new Slot(2), 7), CommandSeed.Of(Play.Cluster, Epoch.First, new Slot(3), 7));
    }

    [Fact]
    public void A_rejection_keeps_code_and_message_and_discards_what_was_written()
    {
        var answered = _play.Run(Ledger.Reject("a"));
        Assert.Equal(new ResultEnvelope.Rejected("no", "not a"), answered.Result());
        Assert.Null(answered.Hint);
    }

    [Fact]
    public void A_failure_keeps_the_type_and_only_hints_at_the_message()
    {
        var answered = _play.Run(Ledger.Fail("a"));
        Assert.Equal(new ResultEnvelope.Failed("System.InvalidOperationException"), answered.Result());
        Assert.Equal($"on {Environment.MachineName}", answered.Hint);
        Assert.Equal(1, _play.Sum("a"));
    }

    [Fact]
    public void Messages_of_failures_are_in_neither_hash_nor_snapshot()
    {
        var other = new Play();
        _play.Ledger.OnDo = _ => throw new ArgumentException("in German");
        other.Ledger.OnDo = _ => throw new ArgumentException("in French");
        Assert.NotEqual(_play.Run(Ledger.Do()).Hint, other.Run(Ledger.Do()).Hint);
        Assert.Equal(_play.Applier.Hash, other.Applier.Hash);
        Assert.Equal(_play.Snapshot, other.Snapshot);
    }

    public static TheoryData<Exception, string> Names => new()
    {
        { new KeyNotFoundException(), "System.Collections.Generic.KeyNotFoundException" },
        { new Odd<int>.Inner(), "PaxosGen.Server.Tests.Applying.ApplierTests+Odd`1+Inner" },
        { new Odd<Odd<string>>(), "PaxosGen.Server.Tests.Applying.ApplierTests+Odd`1" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void The_type_of_a_failure_is_named_without_type_arguments(Exception thrown, string name)
    {
        _play.Ledger.OnDo = _ => throw thrown;
        Assert.Equal(new ResultEnvelope.Failed(name), _play.Run(Ledger.Do()).Result());
    }

    [Fact]
    public void A_hint_is_bounded_and_survives_a_message_that_throws()
    {
        _play.Ledger.OnDo = _ => throw new ArgumentException(new string('x', 5000));
        Assert.Equal(HandlerResult.MaxHintLength, _play.Run(Ledger.Do()).Hint!.Length);
        _play.Ledger.OnDo = _ => throw new Mute();
        Assert.Null(_play.Run(Ledger.Do()).Hint);
    }

    [Fact]
    public void Bytes_that_are_no_command_are_an_answer()
    {
        var answered = _play.Run([1, 2, 3]);
        Assert.Equal(new ResultEnvelope.Malformed(), answered.Result());
        Assert.NotNull(answered.Hint);
    }

    public static TheoryData<Exception> Faults =>
    [
        new InsufficientMemoryException(),
        new InsufficientExecutionStackException(),
        new InvariantViolationException("x"),
        new MissingMethodException(),
        new TypeInitializationException("T", new InsufficientMemoryException()),
        new InvalidOperationException("wrapped", new AggregateException(new ArgumentException("x"), new FileNotFoundException("PaxosGen.Lost.dll"))),
    ];

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_of_the_machine_stops_the_replica_and_leaves_nothing_to_save(Exception fault)
    {
        _play.Ledger.OnDo = _ => throw fault;
        Assert.Same(fault, Assert.ThrowsAny<Exception>(() => _play.Run(Ledger.Do())));
        Assert.Throws<InvariantViolationException>(() => _play.Snapshot);
        Assert.Throws<InvariantViolationException>(() => _play.Apply(new EntryBody.NoOp()));
        Assert.Throws<InvariantViolationException>(() => _play.Applier.Query(Ledger.SumOf("a")));
    }

    [Fact]
    public void A_machine_that_calls_back_is_stopped()
    {
        _play.Ledger.OnDo = _ => _play.Applier.Query(Ledger.SumOf("a"));
        Assert.Throws<InvariantViolationException>(() => _play.Run(Ledger.Do()));
    }

    [Fact]
    public void A_StopSign_begins_the_next_epoch_and_leaves_the_state()
    {
        _play.Run(Ledger.Add("a", 1));
        _play.Apply(new EntryBody.StopSign(Play.Membership));
        Assert.Equal((new Epoch(2), _play.Applier.AppliedThrough.Next), (_play.Applier.Configuration.Epoch, _play.Applier.Configuration.EpochStart));
        Assert.Equal(Play.Membership, _play.Applier.Configuration.Membership);
        _play.Run(Ledger.Add("a", 1));
    }

    [Fact]
    public void An_entry_that_this_build_cannot_act_on_changes_nothing()
    {
        var before = _play.Snapshot;
        Assert.Throws<WireFormatException>(() => _play.Applier.Apply(new Slot(2), new Entry(new byte[] { (byte)EntryKind.Command, 9 })));
        Assert.Equal(before, _play.Snapshot);
        _play.Run(Ledger.Add("a", 1));
    }

    [Fact]
    public void A_handler_that_sets_the_culture_does_not_reach_the_next_command()
    {
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        _play.Ledger.OnDo = _ => CultureInfo.CurrentCulture = comma;
        _play.Run(Ledger.Do());
        var ok = Assert.IsType<ResultEnvelope.Ok>(_play.Run(Ledger.Format()).Result());
        Assert.Equal("1.5", Encoding.UTF8.GetString(ok.Content.Span));
    }

    [Fact]
    public void A_query_sees_slot_and_time_and_changes_nothing()
    {
        _play.Run(Ledger.Add("a", 5), at: 300);
        var before = _play.Snapshot;
        var ok = Assert.IsType<ResultEnvelope.Ok>(ResultEnvelope.Decode(_play.Applier.Query(Ledger.SumOf("a")).Envelope));
        var reader = new CanonicalReader(ok.Content.Span);
        Assert.Equal(5, reader.ReadVarInt());
        Assert.Equal(2UL, reader.ReadVarUInt());
        Assert.Equal((ulong)DateTimeOffset.UnixEpoch.Ticks + 3, reader.ReadFixed64());
        Assert.Equal(before, _play.Snapshot);
    }

    [Fact]
    public void Whatever_a_query_throws_is_its_answer()
    {
        Assert.Equal(new ResultEnvelope.Failed("System.InvalidOperationException"), Ask(Ledger.Fail("a")));
        Assert.Equal(new ResultEnvelope.Malformed(), Ask(Ledger.Add("a", 1)));
        _play.Ledger.OnDo = _ => throw new CommandRejectedException("who", "are you");
        Assert.Equal(new ResultEnvelope.Rejected("who", "are you"), Ask(Ledger.Do()));
        _play.Ledger.OnDo = _ => throw new InsufficientExecutionStackException();
        Assert.Equal(new ResultEnvelope.Failed("System.InsufficientExecutionStackException"), Ask(Ledger.Do()));
        Assert.Equal("query failed", _play.Applier.Query(Ledger.Fail("a")).Hint);
        _play.Run(Ledger.Add("a", 1));

        ResultEnvelope Ask(byte[] query) => ResultEnvelope.Decode(_play.Applier.Query(query).Envelope);
    }

    [Fact]
    public void Configuration_follows_the_log()
    {
        _play.Apply(new EntryBody.EnrolStore(new ReplicaId(2), new StoreId(22)));
        Assert.True(_play.Applier.Configuration.Counts(new ReplicaId(2), new StoreId(22)));
        Assert.Equal([1, 2], _play.Applier.Configuration.Membership.Voters.Select(v => v.Value).ToArray());
    }

    [Fact]
    public void A_command_allocates_little_besides_its_result()
    {
        const int Commands = 1000;
        _play.Open(Play.Alice);
        var entries = new Entry[2 * Commands + 1];
        for (var i = 1; i < entries.Length; i++)
        {
            entries[i] = new EntryBody.Command(Origin.Session(Play.Alice, i, Math.Max(0, i - 4)), i, 7, Ledger.Add("a", 1)).Encode();
        }

        var applier = _play.Applier;
        for (var i = 1; i <= Commands; i++)
        {
            applier.Apply(applier.AppliedThrough.Next, entries[i]);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = Commands + 1; i < entries.Length; i++)
        {
            applier.Apply(applier.AppliedThrough.Next, entries[i]);
        }

        // The stored result is an array of a few bytes: 32 with its header. The ledger allocates the name: 24.
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Commands;
        Assert.InRange(each, 0, 200 + 32 + 24);
    }

    private class Odd<T> : Exception
    {
        public sealed class Inner : Exception;
    }

    private sealed class Mute : Exception
    {
        public override string Message => throw new InvalidOperationException();
    }
}
