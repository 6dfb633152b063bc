namespace PaxosGen.Storage;

/// <content>What other threads read while this one appends, and what is kept for them.</content>
public sealed partial class WriteAheadLog
{
    // What readers on other threads see.
    private readonly Lock _gate = new();
    private readonly List<Segment> _segments;
    private readonly List<LogPin> _pins = [];

    /// <summary>Keeps the files that hold <paramref name="from"/> and later slots until disposed. Thread-safe.</summary>
    public IDisposable Pin(Slot from)
    {
        lock (_gate)
        {
            var pin = new LogPin(from, Unpin);
            _pins.Add(pin);
            return pin;
        }
    }

    /// <summary>
    /// Reads the entries of these slots from the files, as last appended; the caller knows them to be chosen. Holds them all in
    /// memory, so ask for stretches. Thread-safe; to read several stretches, <see cref="Pin"/> the first slot.
    /// </summary>
    /// <param name="from">The first slot.</param>
    /// <param name="through">The last slot.</param>
    /// <param name="entries">Where they go; what it held is gone, also when this throws.</param>
    /// <exception cref="InvalidOperationException">A slot is not there, or unknown.</exception>
    /// <exception cref="StoreDamagedException">A record that was whole when the store was opened is damaged now.</exception>
    public void ReadChosen(Slot from, Slot through, ChosenEntries entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentOutOfRangeException.ThrowIfLessThan(from, Slot.First);
        List<(long Segment, BatchPlace Batch)> places = [];
        using var pin = new LogPin(from, Unpin);
        lock (_gate)
        {
            _pins.Add(pin);
            foreach (var segment in _segments.Where(segment => segment.Slots.Overlaps(from, through)))
            {
                places.AddRange(segment.Batches.Where(batch => batch.Slots.Overlaps(from, through)).Select(batch => (segment.Number, batch)));
            }
        }

        entries.Read(_disk, from, through, places);
    }

    private int CountDeletable(Slot through)
    {
        lock (_gate)
        {
            foreach (var pin in _pins)
            {
                through = Slot.Min(through, pin.From.Previous);
            }

            // Oldest first, since the chain starts at the oldest; never the one being written.
            var count = 0;
            while (count < _segments.Count - 1 && _segments[count].Slots.Last <= through)
            {
                count++;
            }

            _segments.RemoveRange(0, count);
            return count;
        }
    }

    private void Unpin(LogPin pin)
    {
        lock (_gate)
        {
            _pins.Remove(pin);
        }
    }
}
