using System.Collections.Immutable;

namespace PaxosGen.Core;

/// <summary>
/// Whether this replica is like the others: remembers its own hashes, compares them with those that a quorum agrees on,
/// and looks for the first slot where they differ.
/// </summary>
internal sealed class Divergence(bool isQuarantined, ProtocolOptions options)
{
    private const int SlotsAtOnce = 4096;
    private const int MostQuestions = 20;
    private const int StatesKept = 4;

    private Slot _equalThrough;
    private Slot _equalStateThrough;
    private Slot _differsAt;
    private UInt128? _theirs;
    private Slot _foundAt;
    private int _questions;
    private long _askedAt = long.MinValue / 2;

    /// <summary>The running hashes of the last slots.</summary>
    public HashHistory History { get; } = new();

    /// <summary>The hashes of the states in the newest snapshots.</summary>
    public List<ResultHash> States { get; } = [];

    /// <summary>Results and states through here are equal to a quorum's, as far as is known.</summary>
    public Slot EqualThrough => Slot.Min(_equalThrough, _equalStateThrough);

    /// <summary>Whether this replica differs from a quorum: it votes, and serves nothing.</summary>
    public bool IsQuarantined { get; private set; } = isQuarantined;

    /// <summary>What it has to say of its hashes.</summary>
    public HashMarks Marks => History.MarksAt(History.Through, States.LastOrDefault());

    /// <summary>The running hash at a slot; no slot where it is not remembered.</summary>
    public ResultHash At(Slot slot) => History[slot] is { } hash ? new ResultHash(slot, hash) : default;

    /// <summary>Slots are applied.</summary>
    public void OnApplied(Input.Applied applied)
    {
        if (applied.Hash.Slot != applied.Through || applied.Through == Slot.None)
        {
            return;
        }

        var before = applied.Before.IsDefault ? [] : applied.Before.AsSpan();
        History.Append(applied.Through + -before.Length, before);
        History.Append(applied.Through, [applied.Hash.Value]);
    }

    /// <summary>A snapshot is durable.</summary>
    public void OnSnapshot(ResultHash state)
    {
        if (state.Value != 0 && !States.Exists(known => known.Slot >= state.Slot))
        {
            States.Add(state);
            States.RemoveRange(0, Math.Max(0, States.Count - StatesKept));
        }
    }

    /// <summary>A peer's state takes the place of this replica's.</summary>
    public void OnRestored(ResultHash state)
    {
        History.Clear();
        States.Clear();
        OnSnapshot(state);
    }

    /// <summary>A quorum agrees on these hashes.</summary>
    /// <returns>What is different here; null where nothing is known to be.</returns>
    public Difference? Compare(HashMarks agreed)
    {
        foreach (var mark in (ReadOnlySpan<ResultHash>)[agreed.Newest, agreed.Near, agreed.Far])
        {
            if (mark.Slot > Slot.None && History[mark.Slot] is { } own)
            {
                if (own != mark.Value)
                {
                    return new Difference(new ResultHash(mark.Slot, own), mark.Value, IsState: false, _equalThrough);
                }

                _equalThrough = Slot.Max(_equalThrough, mark.Slot);
                break;
            }
        }

        var state = States.Find(known => known.Slot == agreed.State.Slot);
        if (state.Slot > Slot.None)
        {
            if (state.Value != agreed.State.Value)
            {
                return new Difference(state, agreed.State.Value, IsState: true, _equalStateThrough);
            }

            _equalStateThrough = Slot.Max(_equalStateThrough, state.Slot);
        }

        return null;
    }

    /// <summary>It differs from a quorum.</summary>
    public void BeQuarantined(Difference difference)
    {
        IsQuarantined = true;
        if (!difference.IsState)
        {
            LookFor(difference.Own.Slot, difference.Agreed);
        }
    }

    /// <summary>It has a peer's state now.</summary>
    public void Lift()
    {
        IsQuarantined = false;
        (_equalThrough, _equalStateThrough) = (Slot.None, Slot.None);
        StopLooking();
    }

    /// <summary>Looks for the first slot where this replica and others differ.</summary>
    /// <param name="at">A slot where they do.</param>
    /// <param name="theirs">The hash of those it is compared with; null if any other will do.</param>
    public void LookFor(Slot at, UInt128? theirs)
    {
        (_differsAt, _theirs, _foundAt, _questions) = (at, theirs, Slot.None, 0);
        _askedAt = long.MinValue / 2;
    }

    /// <summary>There is nothing to be looked for any more.</summary>
    public void StopLooking() => _differsAt = Slot.None;

    /// <summary>Asks the others for their hashes, now and then, until the slot is found or nobody knows more.</summary>
    /// <returns>The slot, if it is given up to find a better one.</returns>
    public FirstDifference? OnTime(ReplicaId self, Membership membership, SlotLog log, long now, Effects effects)
    {
        if (_differsAt == Slot.None || now - _askedAt < options.ResendAfter)
        {
            return null;
        }

        if (++_questions > MostQuestions)
        {
            if (_foundAt == Slot.None && _theirs is null)
            {
                // The results may all be equal, and states differ; or nobody answers.
                StopLooking();
                return null;
            }

            return End(_foundAt > Slot.None ? _foundAt : _differsAt, isExact: false, log);
        }

        _askedAt = now;
        var lowest = Slot.Max(History.First, _equalThrough.Next);
        var first = Slot.Max(lowest, _differsAt + (1 - SlotsAtOnce));
        foreach (var member in membership.Members)
        {
            if (member.Id != self)
            {
                effects.Send(member.Id, new Message.HashRequest(first, (int)Math.Max(1, _differsAt - first + 1)));
            }
        }

        return null;
    }

    /// <summary>Another replica says which hashes it has.</summary>
    /// <returns>The first slot that differs, once it is known.</returns>
    public FirstDifference? OnHashes(Message.Hashes theirs, SlotLog log)
    {
        var through = theirs.FirstSlot + (theirs.Values.Length - 1);
        if (_differsAt == Slot.None || _differsAt < theirs.FirstSlot || _differsAt > through
            || (_theirs is { } agreed && theirs.Values[(int)(_differsAt - theirs.FirstSlot)] != agreed))
        {
            // Nobody asked for it, or it is another one that differs.
            return null;
        }

        var slot = theirs.FirstSlot;
        while (slot <= _differsAt && (History[slot] is not { } own || own == theirs.Values[(int)(slot - theirs.FirstSlot)]))
        {
            slot = slot.Next;
        }

        if (slot > _differsAt)
        {
            // It is like this one, so that the slot after it, where another differs, is the first.
            return _foundAt > Slot.None && History[_differsAt] is not null ? End(_foundAt, isExact: true, log) : null;
        }

        _foundAt = slot;
        var before = slot.Previous;
        if (before <= _equalThrough || (before >= theirs.FirstSlot && History[before] is not null))
        {
            return End(slot, isExact: true, log);
        }

        if (History[before] is null)
        {
            return End(slot, isExact: false, log);
        }

        LookFor(before, null);
        _foundAt = slot;
        return null;
    }

    private FirstDifference End(Slot slot, bool isExact, SlotLog log)
    {
        StopLooking();
        return new FirstDifference(slot, isExact, log[slot].Entry);
    }
}
