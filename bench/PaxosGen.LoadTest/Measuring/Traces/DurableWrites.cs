using System.Text.RegularExpressions;
using PaxosGen.Core;
using PaxosGen.Storage;

namespace PaxosGen.LoadTest.Measuring.Traces;

/// <summary>Which votes and promises a replica's calls have made durable, and when.</summary>
/// <param name="seed">The checksum seed of the replica's store.</param>
internal sealed partial class DurableWrites(uint seed)
{
    private readonly Dictionary<string, List<FileWrite>> _unsynced = [];
    private readonly Dictionary<TracedCall, FileWrite[]> _syncing = [];
    private readonly Dictionary<Slot, List<(Ballot Ballot, bool IsChosen, FileWrite Write)>> _slots = [];
    private readonly List<(Ballot Ballot, FileWrite Write)> _promises = [];

    /// <summary>Successful syncs of the log and of the promises.</summary>
    public int Syncs { get; private set; }

    /// <summary>Batches written.</summary>
    public int Batches { get; private set; }

    /// <summary>Calls on the log that could not be understood.</summary>
    public List<string> Unclear { get; } = [];

    /// <summary>Whether these are calls on a file that votes or promises are in.</summary>
    public static bool IsOf(string file) => Segment().IsMatch(file) || IsPromises(file);

    /// <summary>A call begins. A sync covers what was written before, not what is written meanwhile.</summary>
    public void OnBegun(TracedCall call)
    {
        if (IsSync(call))
        {
            _syncing[call] = [.. UnsyncedOf(call.File)];
        }
    }

    /// <summary>A call has ended.</summary>
    public void OnEnded(TracedCall call)
    {
        if (!IsSync(call))
        {
            OnWritten(call);
            return;
        }

        var covered = _syncing[call];
        _syncing.Remove(call);

        // After a sync that failed nobody knows what is on the disk: a later one that succeeds says nothing of these.
        UnsyncedOf(call.File).RemoveAll(covered.Contains);
        if (call.Result == 0)
        {
            Syncs++;
            foreach (var write in covered)
            {
                write.DurableAt ??= call.Ended;
            }
        }
    }

    /// <summary>Why a vote for a slot was not durable at a moment; null if it was.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="ballot">The vote's ballot.</param>
    /// <param name="moment">The line.</param>
    /// <param name="byAnother">Whether what was durable is a vote in another ballot: enough for what is known to be chosen, which is not voted for anew.</param>
    public string? WhyNotDurable(Slot slot, Ballot ballot, int moment, out bool byAnother)
    {
        byAnother = false;
        if (!_slots.TryGetValue(slot, out var writes))
        {
            return "it was never written";
        }

        if (writes.Exists(w => w.Write.DurableAt < moment && (w.Ballot == ballot || w.IsChosen)))
        {
            return null;
        }

        byAnother = writes.Exists(w => w.Write.DurableAt < moment);
        return byAnother ? null : writes[^1].Write.ToString();
    }

    /// <summary>Why a promise was not durable at a moment; null if it was.</summary>
    public string? WhyNotDurable(Ballot promise, int moment)
    {
        if (_promises.Exists(p => p.Ballot >= promise && p.Write.DurableAt < moment))
        {
            return null;
        }

        return _promises.FindLast(p => p.Ballot >= promise).Write?.ToString() ?? "it was never written";
    }

    private static bool IsPromises(string file) => file.EndsWith('/' + PromisedFile.FileName, StringComparison.Ordinal);

    private static bool IsSync(TracedCall call) => call.Name is "fdatasync" or "fsync";

    private List<FileWrite> UnsyncedOf(string file) => _unsynced.TryGetValue(file, out var writes) ? writes : _unsynced[file] = [];

    private void OnWritten(TracedCall call)
    {
        if (call.Result <= 0)
        {
            return;
        }

        var write = new FileWrite(call.Ended);
        UnsyncedOf(call.File).Add(write);
        if (IsPromises(call.File))
        {
            _promises.Add((PromiseIn(call.Bytes), write));
        }
        else if (BatchHeader.TryRead(call.Bytes, seed, out var header))
        {
            OnBatch(call, header, write);
        }
        else if (call.Bytes.AsSpan().ContainsAnyExcept((byte)0))
        {
            Unclear.Add($"line {call.Began}: neither a batch of this store nor zeros were written to {call.File}");
        }
    }

    private void OnBatch(TracedCall call, in BatchHeader header, FileWrite write)
    {
        Batches++;
        var end = BatchHeader.Bytes + header.BodyBytes;
        if (call.Bytes.Length < end || call.Result < header.End - header.Offset)
        {
            Unclear.Add($"line {call.Began}: of a batch of {header.End - header.Offset} bytes {call.Result} were written, and {call.Bytes.Length} are in the trace");
            return;
        }

        var votes = new List<RecoveredSlot>();
        RecordCodec.Read(call.Bytes.AsMemory(BatchHeader.Bytes..end), votes);
        foreach (var vote in votes)
        {
            if (!_slots.TryGetValue(vote.Slot, out var writes))
            {
                _slots[vote.Slot] = writes = [];
            }

            writes.Add((vote.Ballot, vote.IsChosen, write));
        }
    }

    private static Ballot PromiseIn(byte[] block)
    {
        // Magic and counter come before the value; see DoubleBlock.
        var reader = new CanonicalReader(block.AsSpan(2 * sizeof(ulong)));
        var value = new CanonicalReader(reader.ReadLengthPrefixed());
        return new Ballot(
            new Epoch((long)value.ReadVarUInt(long.MaxValue)), (long)value.ReadVarUInt(long.MaxValue), new ReplicaId((int)value.ReadVarUInt(int.MaxValue)));
    }

    [GeneratedRegex(@"/\d{16}\.log$")]
    private static partial Regex Segment();

    /// <summary>A write that has ended.</summary>
    private sealed class FileWrite(int line)
    {
        /// <summary>The line on which a successful sync ended that began after it.</summary>
        public int? DurableAt { get; set; }

        public override string ToString() => DurableAt is { } durable ? $"it was written on line {line} and synced on line {durable} only" : $"it was written on line {line} and not synced";
    }
}
