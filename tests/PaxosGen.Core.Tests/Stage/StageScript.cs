using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using PaxosGen.Core;

namespace PaxosGen.Core.Tests;

/// <summary>
/// A play in text for several replicas: commands, and below each block what came of it. <c>PAXOSGEN_ACCEPT=1</c> records
/// that text anew; what an <c>expect</c> says is never recorded and must hold. <see cref="Commands"/> lists the commands.
/// </summary>
internal sealed partial class StageScript
{
    private const string Line = "----";

    private readonly List<(string Head, List<ReplicaId> To, string Tail)> _said = [];
    private ClusterSettings _settings = new();
    private Stage _stage = null!;
    private bool _isStarted;
    private bool _isQuiet;

    /// <summary>Plays a script and returns it with what came of it this time.</summary>
    public static string Play(string text)
    {
        var script = new StageScript();
        var played = new StringBuilder();
        foreach (var block in text.ReplaceLineEndings("\n").Trim('\n').Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var commands = block.Split('\n').TakeWhile(l => l != Line).ToList();
            script._said.Clear();
            foreach (var command in commands.Where(c => c.Length > 0 && !c.StartsWith('#')))
            {
                try
                {
                    script.Do(command.Split(' ', StringSplitOptions.RemoveEmptyEntries));
                }
                catch (Exception e) when (e is not ExpectationException)
                {
                    throw new ExpectationException($"'{command}': {e.Message}\nUntil then:\n{played}{string.Join('\n', script.Lines())}", e);
                }
            }

            played.AppendJoin('\n', commands).Append('\n');
            if (script._said.Count > 0)
            {
                played.Append(Line).Append('\n').AppendJoin('\n', script.Lines()).Append('\n');
            }

            played.Append('\n');
        }

        return played.ToString().TrimEnd('\n') + "\n";
    }

    private IEnumerable<string> Lines() => _said.Select(s => s.To.Count == 0 ? s.Head : $"{s.Head} -> {string.Join(' ', s.To)}: {s.Tail}");

    private void Say(string text) => _said.Add((text, [], ""));

    /// <summary>The same message to several is one line. What only keeps the peace is not worth one.</summary>
    private void OnSent(Letter letter)
    {
        if (_isQuiet || letter.Message is Message.Heartbeat or Message.HeartbeatAck or Message.Probe or Message.ProbeAnswer)
        {
            return;
        }

        var (head, tail) = (letter.From.ToString(), Tell(letter.Message));
        var same = _said.FindIndex(s => s.Head == head && s.Tail == tail && !s.To.Contains(letter.To));
        if (same >= 0)
        {
            _said[same].To.Add(letter.To);
        }
        else
        {
            _said.Add((head, [letter.To], tail));
        }
    }

    /// <summary>A message in one line, values included.</summary>
    private static string Tell(Message message) => message switch
    {
        Message.Accept m => $"{m} [{Values(m.Entries)}]",
        Message.Learned m => $"{m} [{Values(m.Entries)}]",
        Message.Promise { Slots.IsEmpty: false } m => $"{m} [{Values(m.Slots.Select(s => s.Entry))}]",
        _ => message.ToString(),
    };

    private static string Values(IEnumerable<Entry> entries)
    {
        var names = entries.Select(Witness.Name).ToList();
        return names.Count <= 8 ? string.Join(' ', names) : $"{names[0]} {names[1]} … {names[^1]}, {names.Count} in all";
    }

    private void Status()
    {
        foreach (var actor in _stage.Actors)
        {
            if (actor.Replica is not { } replica)
            {
                Say($"{actor.Id} is down");
                continue;
            }

            var votes = string.Join(' ', actor.Disk.Recover().Log.Where(s => s.Slot > replica.ChosenThrough)
                .Select(s => $"{s.Slot}:{Witness.Name(s.Entry)}@{(s.IsChosen ? "chosen" : s.Ballot)}"));
            Say($"{actor.Id} {replica.Role} epoch {replica.Configuration.Epoch} promised {replica.Promised} chosen {replica.ChosenThrough}"
                + (replica.TruncatedThrough > Slot.None ? $" truncated {replica.TruncatedThrough}" : "")
                + (votes.Length > 0 ? $" holds {votes}" : ""));
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static ReplicaId Id(string text) => new(Number(text));

    private static Slot SlotOf(string text) => new(Number(text));

    private static Ballot BallotOf(string text)
    {
        var parts = text.Split('.');
        return new Ballot(new Epoch(Number(parts[0])), Number(parts[1]), Id(parts[2]));
    }

    /// <summary>As <c>2,3,4L</c>, where 4 is a learner.</summary>
    private static Membership Members(string ids, int? phase1Quorum = null, int? phase2Quorum = null)
    {
        var members = ids.Split(',').Select(text => (Id: Id(text.TrimEnd('L')), IsVoter: !text.EndsWith('L')))
            .Select(m => new Member(m.Id, $"127.0.0.1:{7000 + m.Id.Value}", m.IsVoter)).ToImmutableArray();
        var majority = members.Count(m => m.IsVoter) / 2 + 1;
        return new Membership(members, phase1Quorum ?? majority, phase2Quorum ?? majority, 0);
    }
}

/// <summary>A play did not go as it says.</summary>
internal sealed class ExpectationException(string message, Exception? inner = null) : Exception(message, inner);
