using System.Collections.Immutable;

namespace PaxosGen.Core;

/// <summary>
/// What the log itself says about the cluster after some slot: the epoch, its members, and whose stores' votes count.
/// Immutable; a function of the log's prefix, so equal on all replicas at equal slots.
/// </summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="EpochStart">The first slot of the epoch.</param>
/// <param name="Membership">The members of the epoch.</param>
/// <param name="Settings">Limits that decide results.</param>
/// <param name="Stores">The enrolled store of each replica; empty before Genesis.</param>
/// <param name="ActiveVersion">The active version of the state machine's schema.</param>
public sealed record Configuration(
    Epoch Epoch, Slot EpochStart, Membership Membership, ClusterSettings Settings, ImmutableSortedDictionary<ReplicaId, StoreId> Stores, int ActiveVersion)
{
    /// <summary>Most replicas that a cluster can ever have had as voters, and most members of an epoch: snapshots keep them all.</summary>
    public const int MaxReplicas = 1024;

    /// <summary>Before the first slot: the membership and settings that the operator gave, and no store enrolled.</summary>
    public static Configuration Initial(Membership membership, ClusterSettings? settings = null) =>
        new(Epoch.First, Slot.First, membership, settings ?? new ClusterSettings(), ImmutableSortedDictionary<ReplicaId, StoreId>.Empty, 1);

    /// <summary>Whether Genesis is part of the prefix.</summary>
    public bool IsBorn => !Stores.IsEmpty;

    /// <summary>Whether votes of <paramref name="replica"/> kept by <paramref name="store"/> count.</summary>
    public bool Counts(ReplicaId replica, StoreId store) =>
        Membership.IsVoter(replica) && Stores.TryGetValue(replica, out var enrolled) && enrolled == store;

    /// <summary>The configuration after the chosen entry of the next slot.</summary>
    public Configuration After(Slot slot, Entry entry)
    {
        switch (entry.Kind)
        {
            case EntryKind.Genesis:
                var genesis = (EntryBody.Genesis)entry.Decode();
                return slot == Slot.First
                    ? this with { Membership = genesis.Membership, Settings = genesis.Settings, Stores = genesis.Stores, ActiveVersion = genesis.Settings.SchemaVersion }
                    : this;
            case EntryKind.EnrolStore:
                // Ids are never reused: the first store of an id stays its store.
                var enrol = (EntryBody.EnrolStore)entry.Decode();
                return Stores.ContainsKey(enrol.Replica) ? this : this with { Stores = Stores.Add(enrol.Replica, enrol.Store) };
            case EntryKind.ActivateVersion:
                var version = ((EntryBody.ActivateVersion)entry.Decode()).Version;
                return version > ActiveVersion ? this with { ActiveVersion = version } : this;
            case EntryKind.StopSign:
                return NextEpoch(slot.Next, ((EntryBody.StopSign)entry.Decode()).Next);
            default:
                return this;
        }
    }

    /// <summary>Stores that the StopSign names count from its epoch on; those of former members stay known, so that no id gets a second one.</summary>
    private Configuration NextEpoch(Slot start, Membership next)
    {
        var stores = Stores;
        foreach (var member in next.Members)
        {
            if (member.IsVoter && member.Store != StoreId.None && !stores.ContainsKey(member.Id))
            {
                stores = stores.Add(member.Id, member.Store);
            }
        }

        return this with { Epoch = new Epoch(Epoch.Value + 1), EpochStart = start, Membership = next, Stores = stores };
    }

    /// <summary>Writes the configuration.</summary>
    public void WriteTo(CanonicalWriter writer)
    {
        writer.WriteVarUInt((ulong)Epoch.Value);
        writer.WriteVarUInt((ulong)EpochStart.Value);
        Membership.WriteTo(writer);
        Settings.WriteTo(writer);
        writer.WriteVarUInt((ulong)Stores.Count);
        foreach (var (replica, store) in Stores)
        {
            writer.WriteVarUInt((ulong)replica.Value);
            writer.WriteFixed128(store.Value);
        }

        writer.WriteVarUInt((ulong)ActiveVersion);
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    /// <exception cref="WireFormatException">The bytes are no configuration.</exception>
    public static Configuration ReadFrom(ref CanonicalReader reader)
    {
        var epoch = new Epoch((long)reader.ReadVarUInt(long.MaxValue));
        var start = new Slot((long)reader.ReadVarUInt(long.MaxValue));
        var membership = Membership.ReadFrom(ref reader);
        var settings = ClusterSettings.ReadFrom(ref reader);
        var count = (int)reader.ReadVarUInt(MaxReplicas);
        var stores = ImmutableSortedDictionary.CreateBuilder<ReplicaId, StoreId>();
        for (var i = 0; i < count; i++)
        {
            var replica = new ReplicaId((int)reader.ReadVarUInt(int.MaxValue));
            stores[replica] = new StoreId(reader.ReadFixed128());
        }

        return new Configuration(epoch, start, membership, settings, stores.ToImmutable(), (int)reader.ReadVarUInt(int.MaxValue));
    }
}
