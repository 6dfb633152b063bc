using System.Collections.Immutable;
using PaxosGen.Core;

namespace PaxosGen.Testing.Checking;

/// <summary>
/// What chosen entries make of the cluster, by rules of its own: PROTOCOL.md, "Birth" and "Membership". Whatever a replica
/// goes by, and whatever its snapshots say, must be what these books say of the same slot.
/// </summary>
internal sealed class ConfigurationBooks(ChosenLog chosen)
{
    private static readonly StoreId Strange = new(UInt128.MaxValue);

    private readonly Dictionary<ReplicaId, (Configuration Own, Configuration Books)> _compared = [];

    /// <summary>The configuration after the chosen entry of the next slot.</summary>
    public static Configuration After(Configuration before, Slot slot, Entry entry)
    {
        if (entry.Kind is not (EntryKind.Genesis or EntryKind.EnrolStore or EntryKind.StopSign or EntryKind.ActivateVersion))
        {
            return before;
        }

        return entry.Decode() switch
        {
            // A cluster is born once, in its first slot.
            EntryBody.Genesis genesis => slot > Slot.First ? before
                : before with { Membership = genesis.Membership, Settings = genesis.Settings, Stores = genesis.Stores },

            // The first store of an id stays its store, whoever says otherwise.
            EntryBody.EnrolStore enrol => before with { Stores = WithStore(before.Stores, enrol.Replica, enrol.Store) },
            EntryBody.StopSign end => new Configuration(
                new Epoch(before.Epoch.Value + 1), slot.Next, end.Next, before.Settings,
                end.Next.Members.Where(m => m.IsVoter).Aggregate(before.Stores, (stores, m) => WithStore(stores, m.Id, m.Store)), before.ActiveVersion),
            EntryBody.ActivateVersion activate => before with { ActiveVersion = Math.Max(before.ActiveVersion, activate.Version) },
            _ => before,
        };
    }

    /// <summary>
    /// An entry has changed the configuration. Correct leaders name no second store for a replica; a log that holds one all
    /// the same must not change whose votes count, so the product is asked what it would make of it.
    /// </summary>
    public static void OnChanged(Configuration now, Slot slot)
    {
        foreach (var (replica, _) in now.Stores)
        {
            CheckAfter(now, slot.Next, new EntryBody.EnrolStore(replica, Strange).Encode());
        }

        var members = now.Membership.Members.Select(m => m with { Store = Strange }).ToImmutableArray();
        CheckAfter(now, slot.Next, new EntryBody.StopSign(new Membership(members, now.Membership.Phase1Quorum, now.Membership.Phase2Quorum, now.Membership.LeaseNanoseconds)).Encode());
    }

    /// <summary>A replica has ended a turn.</summary>
    public void OnTurn(SimulatedReplica replica)
    {
        var (own, books) = (replica.Configuration!, chosen.Before(replica.ChosenThrough.Next));
        var before = _compared.GetValueOrDefault(replica.Id);
        if (!ReferenceEquals(before.Own, own) || !ReferenceEquals(before.Books, books))
        {
            Check(own, books, $"Replica {replica.Id} goes by", replica.ChosenThrough);
            _compared[replica.Id] = (own, books);
        }
    }

    /// <summary>A replica has a durable snapshot.</summary>
    public void OnSnapshot(ReplicaId replica, Slot slot, Configuration said) => Check(said, chosen.Before(slot.Next), $"The snapshot of replica {replica} says", slot);

    private static void CheckAfter(Configuration now, Slot slot, Entry entry) =>
        Check(now.After(slot, entry), After(now, slot, entry), $"After {entry} the product would go by", slot);

    private static void Check(Configuration said, Configuration books, string who, Slot through)
    {
        if (!Encode(said).SequenceEqual(Encode(books)))
        {
            throw new SimulationFailedException($"{who} {Describe(said)} after slot {through}; the chosen log says {Describe(books)}.");
        }
    }

    private static ImmutableSortedDictionary<ReplicaId, StoreId> WithStore(ImmutableSortedDictionary<ReplicaId, StoreId> stores, ReplicaId replica, StoreId store) =>
        store == StoreId.None || stores.ContainsKey(replica) ? stores : stores.Add(replica, store);

    private static byte[] Encode(Configuration configuration)
    {
        var writer = new CanonicalWriter();
        configuration.WriteTo(writer);
        return writer.ToArray();
    }

    private static string Describe(Configuration c) =>
        $"epoch {c.Epoch} from slot {c.EpochStart} of {c.Membership}, stores {string.Join(", ", c.Stores.Select(s => $"{s.Key}: {s.Value}"))}, version {c.ActiveVersion}";
}
