using PaxosGen.Core;
using PaxosGen.Transport;

namespace PaxosGen.LoadTest.Measuring.Traces;

/// <summary>
/// Whether a replica's votes and promises left it only after they were durable: for each slot of each Accepted that it sent to a peer, a
/// write of the log with that vote must have ended before a sync of that file began, and that sync have ended successfully before the send
/// began; the same for each Promise and the file of promises.
/// </summary>
internal sealed class SyncOrder
{
    private readonly DurableWrites _durable;
    private readonly Dictionary<string, PeerStream> _streams = [];
    private readonly List<string> _violations = [];

    private SyncOrder(uint seed) => _durable = new DurableWrites(seed);

    /// <summary>Accepted messages that left for a peer.</summary>
    public int Accepted { get; private set; }

    /// <summary>Slots in them, counted as often as they were told.</summary>
    public int Votes { get; private set; }

    /// <summary>Of these, slots whose durable vote was of another ballot.</summary>
    public int VotesOfOtherBallots { get; private set; }

    /// <summary>Promise messages that left for a peer.</summary>
    public int Promises { get; private set; }

    /// <summary>Batches written to the log.</summary>
    public int Batches => _durable.Batches;

    /// <summary>Successful syncs of the log and of the promises.</summary>
    public int Syncs => _durable.Syncs;

    /// <summary>What was wrong, or could not be judged.</summary>
    public IReadOnlyList<string> Violations => [.. _violations, .. _durable.Unclear];

    /// <summary>Checks a trace from the beginning of the replica's store on.</summary>
    /// <param name="lines">The trace.</param>
    /// <param name="seed">The checksum seed of its store.</param>
    public static SyncOrder Of(IEnumerable<string> lines, uint seed)
    {
        var order = new SyncOrder(seed);
        foreach (var (call, hasEnded) in TracedCall.Read(lines))
        {
            if (call.File.StartsWith("socket:", StringComparison.Ordinal))
            {
                if (hasEnded && call.Result > 0)
                {
                    order.OnSent(call);
                }
            }
            else if (!DurableWrites.IsOf(call.File))
            {
                continue;
            }
            else if (hasEnded)
            {
                order._durable.OnEnded(call);
            }
            else
            {
                order._durable.OnBegun(call);
            }
        }

        return order;
    }

    private void OnSent(TracedCall call)
    {
        if (!_streams.TryGetValue(call.File, out var stream))
        {
            _streams[call.File] = stream = new PeerStream();
        }

        if (call.Bytes.Length < call.Result)
        {
            // What follows on this connection cannot be told any more.
            _violations.Add($"line {call.Began}: of {call.Result} bytes sent only {call.Bytes.Length} are in the trace");
            return;
        }

        try
        {
            foreach (var message in stream.Take(call.Bytes.AsSpan(0, (int)call.Result)))
            {
                Check(message, call);
            }
        }
        catch (WireFormatException e)
        {
            _violations.Add($"line {call.Began}: what was sent cannot be read. {e.Message}");
        }
    }

    private void Check(Message message, TracedCall call)
    {
        switch (message)
        {
            case Message.Promise promise:
                Promises++;
                Complain(_durable.WhyNotDurable(promise.Ballot, call.Began), message, call);
                break;
            case Message.Accepted accepted:
                Accepted++;
                for (var i = 0; i < accepted.Count; i++)
                {
                    Votes++;
                    Complain(_durable.WhyNotDurable(accepted.FirstSlot + i, accepted.Ballot, call.Began, out var byAnother), message, call, accepted.FirstSlot + i);
                    VotesOfOtherBallots += byAnother ? 1 : 0;
                }

                break;
        }
    }

    private void Complain(string? why, Message message, TracedCall call, Slot? slot = null)
    {
        if (why is not null)
        {
            _violations.Add($"line {call.Began}: {message} left{(slot is { } s ? $", of slot {s}" : "")} before it was durable: {why}");
        }
    }
}
