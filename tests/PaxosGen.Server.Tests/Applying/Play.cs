using System.Collections.Immutable;
using PaxosGen.Core;
using PaxosGen.Server.Applying;

namespace PaxosGen.Server.Tests.Applying;

/// <summary>An applier with a ledger, and a log that is written as it is applied.</summary>
internal sealed class Play
{
    public static readonly ClusterId Cluster = new(0xC1);
    public static readonly SessionId Alice = new(0xA11CE);
    public static readonly SessionId Bob = new(0xB0B);

    public Play(ClusterSettings? settings = null)
    {
        Applier = new Applier(Ledger, Cluster, Core.Configuration.Initial(Membership));
        Apply(new EntryBody.Genesis(Membership, settings ?? new ClusterSettings(), ImmutableSortedDictionary<ReplicaId, StoreId>.Empty));
    }

    public static Membership Membership { get; } = new([new Member(new ReplicaId(1), "one:1"), new Member(new ReplicaId(2), "two:2")]);

    public Applier Applier { get; private set; }

    public Ledger Ledger { get; private set; } = new();

    public byte[] Snapshot => Saved(Applier);

    public static byte[] Saved(Applier applier)
    {
        var writer = new CanonicalWriter();
        applier.Save(writer);
        return writer.ToArray();
    }

    public AppliedOutcome Apply(EntryBody body) => Applier.Apply(Applier.AppliedThrough.Next, body.Encode());

    public AppliedOutcome Open(SessionId id, long at = 0, string principal = "") => Apply(new EntryBody.OpenSession(id, at, principal));

    public AppliedOutcome Call(SessionId id, long sequence, byte[] payload, long acknowledgedBelow = 0, long at = 0) =>
        Apply(new EntryBody.Command(Origin.Session(id, sequence, acknowledgedBelow), at, 7, payload));

    public AppliedOutcome Keyed(UInt128 key, byte[] payload, long at = 0) =>
        Apply(new EntryBody.Command(Origin.Key(key), at, 7, payload));

    /// <summary>Runs a command under a key of its own.</summary>
    public AppliedOutcome.Answered Run(byte[] payload, long at = 0) =>
        Assert.IsType<AppliedOutcome.Answered>(Keyed((UInt128)(ulong)Applier.AppliedThrough.Value << 64, payload, at));

    public long Sum(string name)
    {
        var ok = Assert.IsType<ResultEnvelope.Ok>(ResultEnvelope.Decode(Applier.Query(Ledger.SumOf(name)).Envelope));
        return new CanonicalReader(ok.Content.Span).ReadVarInt();
    }

    /// <summary>What happens when the replica restarts from its snapshot.</summary>
    public void Restart()
    {
        var snapshot = Snapshot;
        Ledger = new Ledger();
        Applier = Applier.Load(Ledger, Cluster, snapshot);
    }
}

internal static class OutcomeAssertions
{
    public static AppliedOutcome.Answered ShouldRun(this AppliedOutcome outcome)
    {
        var answered = Assert.IsType<AppliedOutcome.Answered>(outcome);
        Assert.False(answered.IsRepeat);
        return answered;
    }

    public static AppliedOutcome.Answered ShouldRepeat(this AppliedOutcome outcome, AppliedOutcome.Answered first)
    {
        var answered = Assert.IsType<AppliedOutcome.Answered>(outcome);
        Assert.True(answered.IsRepeat);
        Assert.Equal(first.TookEffectAt, answered.TookEffectAt);
        Assert.Equal(first.Envelope.ToArray(), answered.Envelope.ToArray());
        return answered;
    }

    public static void ShouldBeRefused(this AppliedOutcome outcome, Refusal reason) =>
        Assert.Equal(reason, Assert.IsType<AppliedOutcome.Refused>(outcome).Reason);

    public static ResultEnvelope Result(this AppliedOutcome.Answered answered) => ResultEnvelope.Decode(answered.Envelope);
}
