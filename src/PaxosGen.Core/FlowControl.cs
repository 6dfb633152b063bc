using System.Collections.Immutable;

namespace PaxosGen.Core;

/// <summary>
/// What is on its way from a leader to each other voter. One that does not acknowledge what it was sent gets nothing
/// new beyond a limit, and re-sends ever more seldom: it holds up neither the others nor memory. Once it answers again it
/// gets what is still in flight; what was chosen meanwhile it learns by itself.
/// </summary>
internal sealed class FlowControl
{
    private readonly ProtocolOptions _options;
    private readonly ImmutableArray<Flow> _flows;
    private ImmutableArray<ReplicaId> _open;

    public FlowControl(IEnumerable<ReplicaId> others, Slot first, ProtocolOptions options)
    {
        _options = options;
        _flows = [.. others.Select(replica => new Flow(replica, first))];
        _open = [.. _flows.Select(flow => flow.Replica)];
    }

    /// <summary>A slot has been added to the window: sends it to whoever takes more.</summary>
    public void OnProposed(Ballot ballot, Slot slot, VoteWindow window, Slot chosenThrough, Effects effects)
    {
        if (_open.IsEmpty)
        {
            return;
        }

        var entry = window[slot].Entry;
        var isFull = false;
        effects.Accept(_open, ballot, slot, entry, chosenThrough);
        foreach (var flow in _flows)
        {
            if (flow.IsOpen)
            {
                flow.OnSent(slot, entry.Bytes.Length);
                isFull |= IsFull(flow);
            }
        }

        if (isFull)
        {
            FindOpen(window);
        }
    }

    /// <summary>
    /// A voter has answered: what was sent to it through this slot has arrived or is lost. It gets what it could not take before.
    /// </summary>
    public void OnAnswered(ReplicaId from, Slot through, Ballot ballot, VoteWindow window, Membership membership, Slot chosenThrough, Effects effects)
    {
        foreach (var flow in _flows)
        {
            if (flow.Replica == from)
            {
                flow.OnAnswered(through);
                if (!flow.IsOpen)
                {
                    Send(flow, ballot, window, membership, chosenThrough, effects);
                    FindOpen(window);
                }

                return;
            }
        }
    }

    /// <summary>
    /// Sends again what has not been answered for long, oldest first, a message's worth at most. What is chosen already a voter
    /// learns by itself.
    /// </summary>
    public void Resend(Ballot ballot, VoteWindow window, Membership membership, Slot chosenThrough, long now, Effects effects)
    {
        foreach (var flow in _flows)
        {
            if (now < flow.ResendAt)
            {
                continue;
            }

            long bytes = 0;
            for (var slot = window.First; slot < window.Next && bytes < _options.MaxMessageBytes; slot = slot.Next)
            {
                ref var inFlight = ref window[slot];
                if (now - inFlight.ProposedAt >= _options.ResendAfter && !HasVoted(flow, inFlight, membership))
                {
                    effects.Accept(flow.Alone, ballot, slot, inFlight.Entry, chosenThrough);
                    bytes += inFlight.Entry.Bytes.Length + 16;
                }
            }

            if (bytes > 0)
            {
                flow.OnResent(now, _options);
            }
        }
    }

    private void Send(Flow flow, Ballot ballot, VoteWindow window, Membership membership, Slot chosenThrough, Effects effects)
    {
        flow.SkipTo(window.First);
        while (flow.Next < window.Next && !IsFull(flow))
        {
            ref var inFlight = ref window[flow.Next];
            if (HasVoted(flow, inFlight, membership))
            {
                flow.SkipTo(flow.Next.Next);
            }
            else
            {
                effects.Accept(flow.Alone, ballot, flow.Next, inFlight.Entry, chosenThrough);
                flow.OnSent(flow.Next, inFlight.Entry.Bytes.Length);
            }
        }
    }

    private void FindOpen(VoteWindow window)
    {
        foreach (var flow in _flows)
        {
            flow.IsOpen = flow.Next == window.Next && !IsFull(flow);
        }

        _open = [.. _flows.Where(flow => flow.IsOpen).Select(flow => flow.Replica)];
    }

    private bool IsFull(Flow flow) => flow.Slots >= _options.FollowerWindow || flow.Bytes >= _options.FollowerWindowBytes;

    private static bool HasVoted(Flow flow, in VoteWindow.InFlight inFlight, Membership membership) =>
        (inFlight.Voters & (1UL << membership.VoterIndex(flow.Replica))) != 0;

    /// <summary>What one voter was sent and has not answered.</summary>
    private sealed class Flow(ReplicaId replica, Slot first)
    {
        private readonly Queue<(Slot Slot, int Bytes)> _unanswered = [];
        private int _resends;

        public ReplicaId Replica => replica;

        /// <summary>The voter as an address list, always the same one, so that consecutive slots become one message.</summary>
        public ImmutableArray<ReplicaId> Alone { get; } = [replica];

        /// <summary>The first slot that it was not sent.</summary>
        public Slot Next { get; private set; } = first;

        /// <summary>Whether it has been sent everything and takes more.</summary>
        public bool IsOpen { get; set; } = true;

        public int Slots => _unanswered.Count;

        public long Bytes { get; private set; }

        public long ResendAt { get; private set; } = long.MinValue;

        public void OnSent(Slot slot, int bytes)
        {
            Next = slot.Next;
            Bytes += bytes;
            _unanswered.Enqueue((slot, bytes));
        }

        public void SkipTo(Slot slot) => Next = Slot.Max(Next, slot);

        public void OnAnswered(Slot through)
        {
            _resends = 0;
            ResendAt = long.MinValue;
            while (_unanswered.TryPeek(out var sent) && sent.Slot <= through)
            {
                Bytes -= sent.Bytes;
                _unanswered.Dequeue();
            }
        }

        /// <summary>Each re-send without a word waits twice as long for one, up to an election time-out.</summary>
        public void OnResent(long now, ProtocolOptions options)
        {
            ResendAt = now + Math.Min(options.ResendAfter << _resends, options.ElectionTimeout);
            _resends = Math.Min(_resends + 1, 8);
        }
    }
}
