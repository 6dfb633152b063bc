namespace PaxosGen.Core;

/// <summary>
/// What voters have said of their hashes, slot by slot; finds what a quorum agrees on. Equal running hashes mean that all
/// before is equal too, so what is below the newest agreement needs no more attention.
/// </summary>
internal sealed class Agreement
{
    private const int MaxSlots = 256;

    private readonly SortedDictionary<Slot, Dictionary<ReplicaId, UInt128>> _said = [];
    private int _judgedFor;

    /// <summary>The newest slot where a quorum has equal hashes, and that hash; no slot while there is none.</summary>
    public ResultHash Agreed { get; private set; }

    /// <summary>The lowest slot above <see cref="Agreed"/> where hashes differ and no quorum has equal ones; none without such a slot.</summary>
    public Slot DisputedAt { get; private set; }

    /// <summary>Whether something was said since it was last judged.</summary>
    public bool HasNews { get; private set; }

    /// <summary>A voter has a hash at a slot.</summary>
    public void OnSaid(ReplicaId voter, ResultHash hash)
    {
        if (hash.Slot <= Agreed.Slot)
        {
            return;
        }

        if (!_said.TryGetValue(hash.Slot, out var said))
        {
            _said[hash.Slot] = said = [];
        }

        Note(said, voter, hash.Value);
        if (_said.Count > MaxSlots)
        {
            _said.Remove(_said.Keys.First());
        }
    }

    /// <summary>Adds what this replica itself has at the slots that others have spoken of.</summary>
    public void AddOwn(ReplicaId self, HashHistory own)
    {
        foreach (var (slot, said) in _said)
        {
            if (own[slot] is { } hash)
            {
                Note(said, self, hash);
            }
        }
    }

    /// <summary>A voter's hashes count no more.</summary>
    public void Forget(ReplicaId voter)
    {
        foreach (var said in _said.Values)
        {
            HasNews |= said.Remove(voter);
        }
    }

    /// <summary>Finds what so many agree on, and whether there is a dispute.</summary>
    public void Judge(int quorum)
    {
        if (!HasNews && quorum == _judgedFor)
        {
            return;
        }

        (HasNews, _judgedFor) = (false, quorum);
        foreach (var (slot, said) in _said.Reverse())
        {
            var most = said.Values.GroupBy(hash => hash).MaxBy(group => group.Count());
            if (most?.Count() >= quorum)
            {
                Agreed = new ResultHash(slot, most.Key);
                break;
            }
        }

        while (_said.Count > 0 && _said.Keys.First() is var lowest && lowest <= Agreed.Slot)
        {
            _said.Remove(lowest);
        }

        DisputedAt = _said.FirstOrDefault(s => s.Value.Values.Distinct().Skip(1).Any()).Key;
    }

    private void Note(Dictionary<ReplicaId, UInt128> said, ReplicaId voter, UInt128 hash)
    {
        HasNews |= !said.TryGetValue(voter, out var known) || known != hash;
        said[voter] = hash;
    }
}
