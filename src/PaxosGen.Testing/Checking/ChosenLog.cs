using PaxosGen.Core;

namespace PaxosGen.Testing.Checking;

/// <summary>
/// What has been chosen, kept for ever and across truncation: counted from durable votes alone, each in the configuration
/// that the chosen slots before it make. Whatever a replica takes for chosen must be in it.
/// </summary>
internal sealed class ChosenLog
{
    private readonly List<Entry> _entries = [];
    private readonly List<Ballot> _ballots = [];
    private readonly List<Configuration> _before = [];
    private readonly Dictionary<long, Entry> _claimed = [];
    private readonly Dictionary<Epoch, Membership> _epochs = [];

    public ChosenLog(Membership founding)
    {
        _before.Add(Configuration.Initial(founding));
        _epochs.Add(Configuration.Epoch, founding);
    }

    /// <summary>Every slot up to here has been chosen.</summary>
    public Slot Through => new(_entries.Count);

    /// <summary>The configuration after <see cref="Through"/>.</summary>
    public Configuration Configuration => _before[^1];

    /// <summary>The chosen value of a slot; null if none is known to be.</summary>
    public Entry? this[Slot slot] => slot.Value >= 1 && slot <= Through ? _entries[(int)slot.Value - 1] : _claimed.TryGetValue(slot.Value, out var claimed) ? claimed : null;

    /// <summary>The lowest ballot in which a slot was seen to be chosen.</summary>
    public Ballot BallotOf(Slot slot) => _ballots[(int)slot.Value - 1];

    /// <summary>The configuration that decides who votes in a slot; for slots that it is not known of yet, the newest.</summary>
    public Configuration Before(Slot slot) => slot <= Through.Next ? _before[(int)slot.Value - 1] : _before[^1];

    /// <summary>The members of an epoch; of the newest where it is not known to have begun.</summary>
    public Membership MembershipOf(Epoch epoch) => _epochs.TryGetValue(epoch, out var membership) ? membership : Configuration.Membership;

    /// <summary>The first slot of an epoch; null if it has not begun.</summary>
    public Slot? StartOf(Epoch epoch)
    {
        // From the newest on, for it is nearly always that one.
        for (var configuration = Configuration; configuration.Epoch >= epoch; configuration = Before(configuration.EpochStart.Previous))
        {
            if (configuration.Epoch == epoch)
            {
                return configuration.EpochStart;
            }
        }

        return null;
    }

    /// <summary>The next slot is chosen.</summary>
    public void Add(Ballot ballot, Entry entry)
    {
        var slot = Through.Next;
        if (_claimed.Remove(slot.Value, out var claimed) && !claimed.Equals(entry))
        {
            throw new SimulationFailedException($"Slot {slot}: {claimed} was taken for chosen, and {entry} was chosen in {ballot}.");
        }

        _entries.Add(entry);
        _ballots.Add(ballot);
        var after = ConfigurationBooks.After(Configuration, slot, entry);
        if (!ReferenceEquals(after, Configuration))
        {
            ConfigurationBooks.OnChanged(after, slot);
        }

        _before.Add(after);
        _epochs[Configuration.Epoch] = Configuration.Membership;
    }

    /// <summary>A replica takes a value for chosen. Above <see cref="Through"/> it is kept until the votes are counted.</summary>
    public void Claim(ReplicaId replica, Slot slot, Entry entry)
    {
        if (this[slot] is { } known)
        {
            if (!known.Equals(entry))
            {
                throw new SimulationFailedException($"Replica {replica} takes {entry} for chosen at slot {slot}, where it is {known}.");
            }
        }
        else
        {
            _claimed.Add(slot.Value, entry);
        }
    }

    /// <summary>A replica says that all slots through one are chosen.</summary>
    public void ClaimThrough(ReplicaId replica, Slot through)
    {
        if (through > Through)
        {
            throw new SimulationFailedException($"Replica {replica} takes slots through {through} for chosen; durable votes say so through {Through} only.");
        }
    }
}
