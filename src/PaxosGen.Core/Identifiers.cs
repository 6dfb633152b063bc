using System.Globalization;

namespace PaxosGen.Core;

/// <summary>Position in the log, from 1. 0 means before the first.</summary>
public readonly record struct Slot(long Value) : IComparable<Slot>
{
    /// <summary>Before the first slot.</summary>
    public static readonly Slot None = new(0);

    /// <summary>The first slot; holds Genesis.</summary>
    public static readonly Slot First = new(1);

    /// <summary>The slot after this one.</summary>
    public Slot Next => new(Value + 1);

    /// <summary>The slot before this one.</summary>
    public Slot Previous => new(Value - 1);

    /// <inheritdoc />
    public int CompareTo(Slot other) => Value.CompareTo(other.Value);

    /// <summary>The earlier of two slots.</summary>
    public static Slot Min(Slot a, Slot b) => a < b ? a : b;

    /// <summary>The later of two slots.</summary>
    public static Slot Max(Slot a, Slot b) => a > b ? a : b;

    /// <summary>So many slots after <paramref name="a"/>.</summary>
    public static Slot operator +(Slot a, long count) => new(a.Value + count);

    /// <summary>Slots from <paramref name="b"/> to <paramref name="a"/>.</summary>
    public static long operator -(Slot a, Slot b) => a.Value - b.Value;

    /// <inheritdoc cref="CompareTo" />
    public static bool operator <(Slot a, Slot b) => a.Value < b.Value;

    /// <inheritdoc cref="CompareTo" />
    public static bool operator >(Slot a, Slot b) => a.Value > b.Value;

    /// <inheritdoc cref="CompareTo" />
    public static bool operator <=(Slot a, Slot b) => a.Value <= b.Value;

    /// <inheritdoc cref="CompareTo" />
    public static bool operator >=(Slot a, Slot b) => a.Value >= b.Value;

    /// <inheritdoc />
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A membership and its stretch of the log, from 1. 0 means none.</summary>
public readonly record struct Epoch(long Value) : IComparable<Epoch>
{
    /// <summary>The epoch of Genesis.</summary>
    public static readonly Epoch First = new(1);

    /// <inheritdoc />
    public int CompareTo(Epoch other) => Value.CompareTo(other.Value);

    /// <inheritdoc cref="CompareTo" />
    public static bool operator <(Epoch a, Epoch b) => a.Value < b.Value;

    /// <inheritdoc cref="CompareTo" />
    public static bool operator >(Epoch a, Epoch b) => a.Value > b.Value;

    /// <inheritdoc cref="CompareTo" />
    public static bool operator <=(Epoch a, Epoch b) => a.Value <= b.Value;

    /// <inheritdoc cref="CompareTo" />
    public static bool operator >=(Epoch a, Epoch b) => a.Value >= b.Value;

    /// <inheritdoc />
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Names one replica, from 1; never reused for another data folder. 0 means none.</summary>
public readonly record struct ReplicaId(int Value) : IComparable<ReplicaId>
{
    /// <summary>No replica.</summary>
    public static readonly ReplicaId None = new(0);

    /// <inheritdoc />
    public int CompareTo(ReplicaId other) => Value.CompareTo(other.Value);

    /// <inheritdoc cref="CompareTo" />
    public static bool operator <(ReplicaId a, ReplicaId b) => a.Value < b.Value;

    /// <inheritdoc cref="CompareTo" />
    public static bool operator >(ReplicaId a, ReplicaId b) => a.Value > b.Value;

    /// <inheritdoc cref="CompareTo" />
    public static bool operator <=(ReplicaId a, ReplicaId b) => a.Value <= b.Value;

    /// <inheritdoc cref="CompareTo" />
    public static bool operator >=(ReplicaId a, ReplicaId b) => a.Value >= b.Value;

    /// <inheritdoc />
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>128 random bits made with a data folder. A vote counts only together with the store that keeps it.</summary>
public readonly record struct StoreId(UInt128 Value)
{
    /// <summary>No store.</summary>
    public static readonly StoreId None = new(0);

    /// <inheritdoc />
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);
}

/// <summary>Hash of the first membership and the cluster's name: replicas started with different lists cannot talk.</summary>
public readonly record struct ClusterId(UInt128 Value)
{
    /// <inheritdoc />
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);
}

/// <summary>Names one client session: 128 bits of which no other client can guess any.</summary>
public readonly record struct SessionId(UInt128 Value)
{
    /// <inheritdoc />
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);
}

/// <summary>
/// A ballot number (<i>Paxos Made Simple</i> §2.2), owned by one replica and used for one purpose. Ordered by epoch,
/// then round, then replica.
/// </summary>
public readonly record struct Ballot(Epoch Epoch, long Round, ReplicaId Replica) : IComparable<Ballot>
{
    /// <summary>Below every ballot in use.</summary>
    public static readonly Ballot None;

    /// <inheritdoc />
    public int CompareTo(Ballot other)
    {
        var byEpoch = Epoch.CompareTo(other.Epoch);
        if (byEpoch != 0)
        {
            return byEpoch;
        }

        var byRound = Round.CompareTo(other.Round);
        return byRound != 0 ? byRound : Replica.CompareTo(other.Replica);
    }

    /// <inheritdoc cref="CompareTo" />
    public static bool operator <(Ballot a, Ballot b) => a.CompareTo(b) < 0;

    /// <inheritdoc cref="CompareTo" />
    public static bool operator >(Ballot a, Ballot b) => a.CompareTo(b) > 0;

    /// <inheritdoc cref="CompareTo" />
    public static bool operator <=(Ballot a, Ballot b) => a.CompareTo(b) <= 0;

    /// <inheritdoc cref="CompareTo" />
    public static bool operator >=(Ballot a, Ballot b) => a.CompareTo(b) >= 0;

    /// <summary>As <c>epoch.round.replica</c>.</summary>
    public override string ToString() => $"{Epoch}.{Round.ToString(CultureInfo.InvariantCulture)}.{Replica}";
}
