using PaxosGen.Core;
using PaxosGen.Server.Applying;

namespace PaxosGen.Server.Tests.Applying;

public sealed class SnapshotTests
{
    private readonly Play _play = new(RandomHistory.Settings);

    [Fact]
    public void Everything_comes_back()
    {
        ActALittle();
        var before = _play.Applier;
        _play.Restart();
        Assert.NotSame(before, _play.Applier);
        Assert.Equal(before.AppliedThrough, _play.Applier.AppliedThrough);
        Assert.Equal(before.Timestamp, _play.Applier.Timestamp);
        Assert.Equal(before.Hash, _play.Applier.Hash);
        Assert.Equal(before.Configuration.Settings, _play.Applier.Configuration.Settings);
        Assert.Equal(before.Configuration.ActiveVersion, _play.Applier.Configuration.ActiveVersion);
        Assert.Equal("alice", _play.Applier.PrincipalOf(Play.Alice));
        Assert.Equal((2, 1), (_play.Applier.SessionCount, _play.Applier.KeyCount));
        Assert.Equal(Play.Saved(before), _play.Snapshot);
    }

    [Fact]
    public void A_repeat_after_a_restart_gets_the_first_answer()
    {
        _play.Open(Play.Alice);
        var failed = _play.Call(Play.Alice, 1, Ledger.Fail("a")).ShouldRun();
        var keyed = _play.Keyed(1, Ledger.Draw("b")).ShouldRun();
        _play.Restart();
        _play.Call(Play.Alice, 1, Ledger.Fail("a")).ShouldRepeat(failed);
        _play.Keyed(1, Ledger.Draw("b")).ShouldRepeat(keyed);
        _play.Keyed(1, Ledger.Draw("c")).ShouldBeRefused(Refusal.KeyReused);
        Assert.Equal(0, _play.Ledger.Runs);
    }

    [Fact]
    public void Sessions_and_keys_end_after_a_restart_when_they_would_have_without()
    {
        _play.Open(Play.Alice, at: 0);
        _play.Open(Play.Bob, at: 300);
        _play.Keyed(1, Ledger.Add("a", 1), at: 350).ShouldRun();
        _play.Restart();
        _play.Call(Play.Bob, 1, Ledger.Add("a", 1), at: 400).ShouldRun();
        Assert.Null(_play.Applier.PrincipalOf(Play.Alice));
        _play.Keyed(1, Ledger.Add("a", 1), at: 950).ShouldRun();
        Assert.Equal(0, _play.Applier.SessionCount);
    }

    [Fact]
    public void An_applier_before_the_first_slot_can_be_saved()
    {
        var applier = new Applier(new Ledger(), Play.Cluster, Configuration.Initial(Play.Membership));
        var restored = Applier.Load(new Ledger(), Play.Cluster, Play.Saved(applier));
        Assert.Equal(Slot.None, restored.AppliedThrough);
        Assert.Equal(Play.Saved(applier), Play.Saved(restored));
    }

    [Fact]
    public void Saving_appends_to_what_the_writer_has()
    {
        ActALittle();
        var writer = new CanonicalWriter();
        writer.WriteByte(42);
        _play.Applier.Save(writer);
        Assert.Equal(_play.Snapshot, writer.WrittenSpan[1..].ToArray());
    }

    [Fact]
    public void A_snapshot_of_another_cluster_is_refused()
    {
        var snapshot = _play.Snapshot;
        Assert.Throws<WireFormatException>(() => Applier.Load(new Ledger(), new ClusterId(2), snapshot));
    }

    [Fact]
    public void A_snapshot_that_ends_early_or_late_is_refused()
    {
        ActALittle();
        var snapshot = _play.Snapshot;
        for (var length = 0; length < snapshot.Length; length++)
        {
            Assert.Throws<WireFormatException>(() => Applier.Load(new Ledger(), Play.Cluster, snapshot.AsSpan(0, length)));
        }

        Assert.Throws<WireFormatException>(() => Applier.Load(new Ledger(), Play.Cluster, [.. snapshot, 0]));
    }

    [Fact]
    public void A_damaged_snapshot_is_refused_or_is_another_canonical_one()
    {
        ActALittle();
        var snapshot = _play.Snapshot;
        var refused = 0;
        for (var position = 0; position < snapshot.Length; position++)
        {
            foreach (var flip in (byte[])[0x01, 0x02, 0x10, 0x40, 0x80, 0xFF])
            {
                var damaged = snapshot.ToArray();
                damaged[position] ^= flip;
                try
                {
                    Assert.Equal(damaged, Play.Saved(Applier.Load(new Ledger(), Play.Cluster, damaged)));
                }
                catch (WireFormatException)
                {
                    refused++;
                }
            }
        }

        Assert.InRange(refused, snapshot.Length, 6 * snapshot.Length);
    }

    [Fact]
    public void Random_bytes_are_refused()
    {
        var random = new Random(5);
        var head = _play.Snapshot[..40];
        for (var i = 0; i < 3000; i++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            Assert.Throws<WireFormatException>(() => Applier.Load(new Ledger(), Play.Cluster, bytes));
            Assert.Throws<WireFormatException>(() => Applier.Load(new Ledger(), Play.Cluster, [.. head, .. bytes]));
        }
    }

    private void ActALittle()
    {
        _play.Apply(new EntryBody.EnrolStore(new ReplicaId(1), new StoreId(11)));
        _play.Apply(new EntryBody.EnrolStore(new ReplicaId(2), new StoreId(22)));
        _play.Apply(new EntryBody.ActivateVersion(2));
        _play.Open(Play.Bob, at: 100, principal: "bob");
        _play.Open(Play.Alice, at: 120, principal: "alice");
        _play.Call(Play.Bob, 1, Ledger.Add("a", 300), at: 130).ShouldRun();
        _play.Call(Play.Bob, 3, Ledger.Reject("a"), at: 131).ShouldRun();
        _play.Call(Play.Alice, 1, Ledger.Fail("b"), at: 140).ShouldRun();
        _play.Call(Play.Alice, 2, Ledger.Draw("b"), acknowledgedBelow: 2, at: 150).ShouldRun();
        _play.Keyed(77, [9], at: 160).ShouldRun();
    }
}
