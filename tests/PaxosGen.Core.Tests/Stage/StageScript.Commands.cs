using System.Globalization;
using PaxosGen.Core;

namespace PaxosGen.Core.Tests;

/// <content>The commands.</content>
internal sealed partial class StageScript
{
    private void Do(string[] words)
    {
        if (Setup(words))
        {
            return;
        }

        if (!_isStarted)
        {
            _isStarted = true;
            _stage.Start();
        }

        if (!Act(words) && !OnMachine(words) && !OnNetwork(words))
        {
            throw new FormatException("No such command.");
        }
    }

    /// <summary>Before the play: who is there, and what their disks hold. Slot 1 holds Genesis, and all know it.</summary>
    private bool Setup(string[] words)
    {
        switch (words)
        {
            case ["replicas", var count, .. var options]:
                _stage = New(Number(count), options);
                return true;
            case ["given", var id, "promised", var ballot] when !_isStarted:
                _stage.Promise(Id(id), BallotOf(ballot));
                return true;
            // given 2 voted 135 140 in 1.5.2: votes for commands called c135 and c140.
            case ["given", var id, "voted", .. var slots, "in", var ballot] when !_isStarted:
                foreach (var slot in Slots(slots))
                {
                    _stage.Vote(Id(id), BallotOf(ballot), slot, Given(slot));
                }

                return true;
            // given 1 chosen 2..134 138: it has learned these from others.
            case ["given", var id, "chosen", .. var slots] when !_isStarted:
                foreach (var slot in Slots(slots))
                {
                    _stage[Id(id)].Disk.Write([new LogRecord.Chosen(slot, [Given(slot)])]);
                }

                return true;
            default:
                return false;
        }
    }

    /// <summary>What replicas and clients do.</summary>
    private bool Act(string[] words)
    {
        switch (words)
        {
            case ["prepare", var id]:
                _stage.Prepare(Number(id));
                return true;
            case ["prepare", var id, "above", "round", var round]:
                _stage.Prepare(Number(id), Number(round));
                return true;
            case ["propose", var id, .. var values]:
                _stage.Propose(Number(id), values);
                return true;
            case ["read", var id, var tag]:
                _stage[Number(id)].Read(tag);
                return true;
            // The leader's next round of heartbeats.
            case ["heartbeat", var id]:
                _stage[Number(id)].Advance(_stage.Options.HeartbeatInterval);
                return true;
            // A quarter of an election time-out, after which a leader or candidate sends again.
            case ["resend", var id]:
                _stage[Number(id)].Advance(_stage.Options.ResendAfter);
                return true;
            case ["change", var id, "to", var members]:
                Change(Number(id), members);
                return true;
            case ["stabilize"]:
                _isQuiet = true;
                Say(_stage.Stabilize() ? "all is settled" : "nothing settles");
                _isQuiet = false;
                return true;
            case ["status"]:
                Status();
                return true;
            case ["expect", .. var what]:
                Expect(what);
                return true;
            default:
                return false;
        }
    }

    /// <summary>What happens to machines.</summary>
    private bool OnMachine(string[] words)
    {
        switch (words)
        {
            case ["crash", .. var ids]:
                Array.ForEach(ids, id => _stage[Number(id)].Crash(keepsUnsynced: false));
                return true;
            case ["restart", .. var ids]:
                Array.ForEach(ids, id => _stage[Number(id)].Start());
                return true;
            case ["add", var id]:
                _stage.Add(Id(id)).Start();
                return true;
            // The record of a slot rots while the replica is down.
            case ["damage", var id, var slot] when _stage[Number(id)].Replica is null:
                _stage[Number(id)].Disk.Damage(SlotOf(slot));
                return true;
            // The next batch waits to be synced.
            case ["disk", var id, "holds"]:
                _stage[Number(id)].DiskHolds = true;
                return true;
            case ["sync", var id]:
                _stage[Number(id)].Sync();
                return true;
            case ["applier", var id, "holds"]:
                _stage[Number(id)].Applies = false;
                return true;
            case ["applier", var id, "goes"]:
                _stage[Number(id)].Applies = true;
                _stage[Number(id)].ReportApplied();
                return true;
            case ["snapshot", var id]:
                _stage[Number(id)].SaveSnapshot();
                return true;
            case ["install", var link]:
                _stage[Number(link.Split("->")[1])].Install(_stage[Number(link.Split("->")[0])].Disk.Snapshot);
                return true;
            default:
                return false;
        }
    }

    /// <summary>What happens to messages: those of a link, a kind, and whose line has these words; <c>*</c> is anybody.</summary>
    private bool OnNetwork(string[] words)
    {
        switch (words)
        {
            case ["deliver", var link, .. var which]:
                Pending(link, which).ForEach(_stage.Deliver);
                return true;
            case ["drop", var link, .. var which]:
                Pending(link, which).ForEach(l => l.IsPending = false);
                return true;
            // A vote that was never cast, or not for this leader to count.
            case ["forge", var link, "Accepted", var ballot, var slot]:
                var from = Id(link.Split("->")[0]);
                _stage.Deliver(new Letter(from, Id(link.Split("->")[1]), new Message.Accepted(BallotOf(ballot), SlotOf(slot), 1, PaxosGen.Core.Tests.Play.Store(from.Value))));
                return true;
            // The newest such message that was ever sent arrives (once more).
            case ["again", var link, .. var which]:
                _stage.Deliver(Matching(link, which).LastOrDefault() ?? throw new ExpectationException($"No {string.Join(' ', which)} was ever sent {link}."));
                return true;
            default:
                return false;
        }
    }

    private List<Letter> Pending(string link, string[] which)
    {
        var pending = Matching(link, which).Where(l => l.IsPending).ToList();
        Require(pending.Count > 0, $"no {string.Join(' ', which)} is on its way {link}");
        return pending;
    }

    private IEnumerable<Letter> Matching(string link, string[] which)
    {
        var ends = link.Split("->");
        return _stage.Letters.Where(l =>
            (ends[0] == "*" || l.From == Id(ends[0])) && (ends[1] == "*" || l.To == Id(ends[1]))
            && (which.Length == 0 || l.Message.GetType().Name == which[0])
            && which.Skip(1).All(w => Tell(l.Message).Split(' ', ',', '[', ']').Contains(w)));
    }

    private void Expect(string[] what)
    {
        switch (what)
        {
            // By the witness's count of durable votes.
            case ["chosen", var slot, var value, .. var epoch]:
                var chosen = _stage.Witness.ChosenIn(epoch is [_, var e] ? new Epoch(Number(e)) : Epoch.First, SlotOf(slot));
                Require(chosen is { } known && Witness.Name(known) == value, $"{(chosen is { } other ? Witness.Name(other) : "nothing")} is chosen in slot {slot}");
                break;
            case ["undecided", var slot]:
                Require(_stage.Witness.ChosenIn(Epoch.First, SlotOf(slot)) is not { } decided, $"something is chosen in slot {slot}");
                break;
            case ["proposed", var ballot, var slot, var value]:
                var proposed = _stage.Witness.ProposedIn(BallotOf(ballot), SlotOf(slot));
                Require((proposed is { } entry ? Witness.Name(entry) : "nothing") == value, $"{(proposed is { } told ? Witness.Name(told) : "nothing")} is proposed in {ballot} for {slot}");
                break;
            case ["applied", var id, var slot, var value]:
                var applied = _stage[Number(id)].Applied;
                var name = applied.Count < Number(slot) ? "nothing" : Witness.Name(applied[Number(slot) - 1]);
                Require(name == value, $"{id} has applied {name} in slot {slot}");
                break;
            case ["role", var id, var role]:
                Require(_stage[Number(id)].Replica?.Role.ToString() == role, $"{id} is {_stage[Number(id)].Replica?.Role}");
                break;
            case ["promised", var id, var ballot]:
                Require(_stage[Number(id)].Disk.Promised == BallotOf(ballot), $"{id} has promised {_stage[Number(id)].Disk.Promised}");
                break;
            case ["retired", var id]:
                Require(_stage[Number(id)].Replica!.IsRetired, $"{id} must serve on");
                break;
            case ["needed", var id]:
                Require(!_stage[Number(id)].Replica!.IsRetired, $"{id} believes that it may be switched off");
                break;
            case ["epoch", var id, var epoch]:
                Require(_stage[Number(id)].Replica?.Configuration.Epoch == new Epoch(Number(epoch)), $"{id} is in epoch {_stage[Number(id)].Replica?.Configuration.Epoch}");
                break;
            // Nothing of the block so far, or something of it, has these words.
            case ["no", .. var words]:
                Require(!Lines().Any(l => l.Contains(string.Join(' ', words), StringComparison.Ordinal)), $"'{string.Join(' ', words)}' was said");
                break;
            case ["not", "sent", var link, .. var which]:
                Require(!Matching(link, which).Any(), $"a {string.Join(' ', which)} was sent {link}");
                break;
            case ["said", .. var words]:
                Require(Lines().Any(l => l.Contains(string.Join(' ', words), StringComparison.Ordinal)), $"'{string.Join(' ', words)}' was not said");
                break;
            default:
                throw new FormatException("No such expectation.");
        }
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"{char.ToUpperInvariant(otherwise[0])}{otherwise[1..]}.");
        }
    }

    private Stage New(int count, string[] options)
    {
        int? q1 = null, q2 = null;
        _settings = new ClusterSettings { SnapshotInterval = 1000 };
        var maxMessageBytes = 1 << 20;
        var learning = LearningMode.Leader;
        foreach (var option in options)
        {
            switch (option.Split('='))
            {
                case ["snapshots", var interval]:
                    _settings = _settings with { SnapshotInterval = Number(interval) };
                    break;
                case ["bytes", var bytes]:
                    maxMessageBytes = Number(bytes);
                    break;
                // Acceptors tell everybody of their votes.
                case ["votes", "all"]:
                    learning = LearningMode.AllToAll;
                    break;
                case ["q1", var quorum]:
                    q1 = Number(quorum);
                    break;
                case ["q2", var quorum]:
                    q2 = Number(quorum);
                    break;
                default:
                    throw new FormatException($"Unknown option: {option}");
            }
        }

        _isStarted = false;
        var stage = new Stage(Members(string.Join(',', Enumerable.Range(1, count)), q1, q2), _settings) { Said = Say, Sent = OnSent };
        stage.Options = stage.Options with { MaxMessageBytes = maxMessageBytes, Learning = learning };
        return stage;
    }

    private void Change(int id, string members)
    {
        var actor = _stage[id];
        var next = Members(members);
        actor.Do(new Input.ChangeMembers(actor.Time, $"change to {members}", next));
    }

    private Entry Given(Slot slot) => new EntryBody.Command(
        Origin.Key((ulong)slot.Value), 5, 7, System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"c{slot.Value}"))).Encode();

    /// <summary>As <c>2..134 138</c>.</summary>
    private static IEnumerable<Slot> Slots(string[] runs) => runs.SelectMany(run =>
    {
        var ends = run.Split("..");
        return Enumerable.Range(Number(ends[0]), Number(ends[^1]) - Number(ends[0]) + 1).Select(s => new Slot(s));
    });
}
