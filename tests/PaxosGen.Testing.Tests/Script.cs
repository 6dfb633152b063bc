using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using PaxosGen.Core;
using PaxosGen.Testing.Storms;
using PaxosGen.Testing.Tracing;

namespace PaxosGen.Testing.Tests;

/// <summary>
/// A play in text: commands to a simulated cluster, and below each block what came of it. <c>PAXOSGEN_ACCEPT=1</c>
/// records the text anew; the difference is then read in review.
/// </summary>
internal sealed class Script
{
    private const string Line = "----";

    private readonly StringBuilder _said = new();
    private readonly Dictionary<string, SimulatedClient> _clients = new(StringComparer.Ordinal);
    private SimulatedCluster _cluster = null!;
    private int _ballots;

    /// <summary>Plays a script and returns it with the results it gave this time.</summary>
    public static string Play(string text)
    {
        var script = new Script();
        var played = new StringBuilder();
        foreach (var block in text.ReplaceLineEndings("\n").Trim('\n').Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var commands = block.Split('\n').TakeWhile(l => l != Line).ToList();
            script._said.Clear();
            foreach (var command in commands.Where(c => c.Length > 0 && !c.StartsWith('#')))
            {
                script.Do(command.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            }

            played.AppendJoin('\n', commands).Append('\n');
            if (script._said.Length > 0)
            {
                played.Append(Line).Append('\n').Append(script._said);
            }

            played.Append('\n');
        }

        return played.ToString().TrimEnd('\n') + "\n";
    }

    private void Do(string[] words)
    {
        switch (words)
        {
            case ["cluster", var count, .. var rest]:
                Start(count, rest);
                break;
            case ["leader"]:
                var leader = _cluster.RunUntilLeader();
                Say($"replica {leader.Id} leads in {leader.Promised}");
                break;
            case ["run", var time]:
                _cluster.World.Run(Nanoseconds(time));
                break;
            case ["send", var client, .. var line]:
                Send(client, string.Join(' ', line), null);
                break;
            case ["send-key", var client, var key, .. var line]:
                Send(client, string.Join(' ', line), UInt128.Parse(key, CultureInfo.InvariantCulture));
                break;
            case ["ask", var client]:
                Ask(client, ReadConsistency.Linearizable);
                break;
            case ["ask", var client, var consistency]:
                Ask(client, Consistency(consistency));
                break;
            case ["ask-at", var id, var consistency]:
                Replica(id).Ask(Array.Empty<byte>(), Consistency(consistency), answer => Say($"{id} {(answer is { } lines ? $"answers {Lines(lines)}" : "refuses")} ({consistency})"));
                break;
            case ["settle"]:
                Say(_cluster.World.Run(60_000_000_000, () => _clients.Values.All(c => c.InFlight == 0)) ? "all calls have ended" : "calls are in flight still");
                break;
            case ["drop", var link, .. var kinds]:
                foreach (var kind in kinds)
                {
                    Each(link, (from, to) => _cluster.Network.Drop(from, to, kind));
                }

                break;
            case ["cut", .. var links]:
                foreach (var link in links)
                {
                    Each(link, _cluster.Network.Cut);
                }

                break;
            case ["heal"]:
                _cluster.Network.Heal();
                break;
            case ["crash", .. var ids]:
                Array.ForEach(ids, id => Replica(id).Crash());
                break;
            case ["start", .. var ids]:
                Array.ForEach(ids, id => Replica(id).Start());
                break;
            case ["transfer", var from, var to]:
                Replica(from).TransferLead(to == "any" ? ReplicaId.None : Id(to), ended => Say($"transfer from {from} to {to}: {ended.Outcome} {ended.Reason}".TrimEnd()));
                break;
            case ["freeze", var id, var time]:
                Replica(id).Freeze(Nanoseconds(time));
                break;
            case ["disk", var id, var time]:
                Replica(id).SyncTime = Nanoseconds(time);
                break;
            case ["clock", var id, var rate]:
                Replica(id).ClockRate = double.Parse(rate, CultureInfo.InvariantCulture);
                break;
            case ["join", .. var ids]:
                Array.ForEach(ids, id => _cluster.Join(Id(id)));
                break;
            case ["members", .. var members]:
                Change(members);
                break;
            case ["retired"]:
                Say($"may be switched off: {string.Join(' ', _cluster.Replicas.Where(r => r.IsRetired).Select(r => r.Id))}");
                break;
            case ["diverge", var id, "from", var slot, .. var kind]:
                Replica(id).Diverge(new Slot(long.Parse(slot, CultureInfo.InvariantCulture)), kind is ["state"] ? DivergenceKind.State : DivergenceKind.Result);
                break;
            case ["put-right", var id]:
                Replica(id).PutRight();
                break;
            case ["rejoin", var id]:
                Replica(id).Rejoin(ended => Say($"rejoin of {id}: {ended.Outcome} {ended.Reason}".TrimEnd()));
                break;
            case ["divergence"]:
                foreach (var replica in _cluster.Replicas)
                {
                    Say($"{replica.Id} serves {replica.Serving}: {Regex.Replace(replica.Divergence ?? "-", "[0-9a-f]{32}", "…")}");
                }

                break;
            case ["snapshot", var id]:
                Replica(id).ForceSnapshot();
                break;
            case ["files", var id]:
                Say($"{id} has {string.Join(' ', Replica(id).Disk.List().Where(name => name.Contains("snapshot", StringComparison.Ordinal) || name == "quarantine").Order(StringComparer.Ordinal))}");
                break;
            case ["trace", .. var kinds]:
                Trace(kinds);
                break;
            case ["status"]:
                Status();
                break;
            case ["ballots"]:
                // How often somebody tried to lead since the last time: a stable leader is not to be disturbed.
                Say($"{_cluster.Observers.Ballots - _ballots} ballots since");
                _ballots = _cluster.Observers.Ballots;
                break;
            default:
                throw new FormatException($"Unknown command: {string.Join(' ', words)}");
        }
    }

    private void Start(string count, string[] rest)
    {
        var settings = new ClusterSettings { SnapshotInterval = 1000 };
        var options = new SimulatedClusterOptions { Replicas = int.Parse(count, CultureInfo.InvariantCulture) };
        var protocol = new ProtocolOptions { KeepBelowSnapshot = 0 };
        int? phase1 = null;
        int? phase2 = null;
        var priorities = new Dictionary<ReplicaId, int>();
        foreach (var option in rest)
        {
            switch (option.Split('='))
            {
                case ["snapshots", var interval]:
                    settings = settings with { SnapshotInterval = int.Parse(interval, CultureInfo.InvariantCulture) };
                    break;
                case ["flow", var slots]:
                    protocol = protocol with { FollowerWindow = int.Parse(slots, CultureInfo.InvariantCulture) };
                    break;
                case ["learning", "all-to-all"]:
                    protocol = protocol with { Learning = LearningMode.AllToAll };
                    break;
                case ["q1", var quorum]:
                    phase1 = int.Parse(quorum, CultureInfo.InvariantCulture);
                    break;
                case ["q2", var quorum]:
                    phase2 = int.Parse(quorum, CultureInfo.InvariantCulture);
                    break;
                case ["priority", var given] when given.Split(':') is [var id, var priority]:
                    priorities[Id(id)] = int.Parse(priority, CultureInfo.InvariantCulture);
                    break;
                case ["lease", var time]:
                    options = options with { LeaseNanoseconds = Nanoseconds(time) };
                    break;
                case ["staleness", var time]:
                    options = options with { MaxStaleness = TimeSpan.FromMicroseconds(Nanoseconds(time) / 1e3) };
                    break;
                default:
                    throw new FormatException($"Unknown option: {option}");
            }
        }

        _cluster = new SimulatedCluster(
            options with
            {
                Protocol = protocol with { Settings = settings },
                Membership = m => new Membership(
                    [.. m.Members.Select(member => member with { Priority = priorities.GetValueOrDefault(member.Id) })],
                    phase1 ?? m.Phase1Quorum, phase2 ?? m.Phase2Quorum, m.LeaseNanoseconds),
            },
            () => new Journal());
        _cluster.Network.MinDelay = _cluster.Network.MaxDelay = 200_000;
    }

    /// <summary>Asks the leader for other members; <c>4l</c> is a learner, <c>q1=3</c> and <c>q2=2</c> are quorums other than majorities.</summary>
    private void Change(string[] words)
    {
        var members = words.Where(w => !w.Contains('=', StringComparison.Ordinal))
            .Select(w => new Member(Id(w.TrimEnd('l')), $"replica:{w.TrimEnd('l')}", IsVoter: !w.EndsWith('l'))).ToImmutableArray();
        var next = new Membership(members);
        next = new Membership(members, Quorum("q1=", next.Phase1Quorum), Quorum("q2=", next.Phase2Quorum), 0);
        var leader = _cluster.Leader ?? throw new FormatException("Nobody leads.");
        OperationEnded? ended = null;
        leader.ChangeMembers(next, e => ended = e);
        _cluster.World.Run(10_000_000_000, () => ended is not null);
        Say($"members {string.Join(' ', words)}: {ended?.Outcome.ToString() ?? "no answer"} {ended?.Reason}".TrimEnd());

        int Quorum(string name, int usual) => words.FirstOrDefault(w => w.StartsWith(name, StringComparison.Ordinal)) is { } given
            ? int.Parse(given.AsSpan(name.Length), CultureInfo.InvariantCulture) : usual;
    }

    private void Send(string client, string line, UInt128? key) => Client(client).Command(
        Journal.Line(line),
        outcome => Say($"{client}: {line} -> {(outcome.Error is null ? Journal.Number(outcome.Result).ToString(CultureInfo.InvariantCulture) : outcome.Error.GetType().Name)}"),
        key);

    private void Ask(string client, ReadConsistency consistency) => Client(client).Query(
        Array.Empty<byte>(),
        outcome => Say($"{client} reads {(outcome.Error is null ? Lines(outcome.Result) : outcome.Error.GetType().Name)}"),
        consistency);

    private static string Lines(ReadOnlyMemory<byte> answer) => $"[{string.Join(' ', Journal.Lines(answer))}]";

    private static ReadConsistency Consistency(string word) => word switch
    {
        "linearizable" => ReadConsistency.Linearizable,
        "lease" => ReadConsistency.Lease,
        "bounded" => ReadConsistency.BoundedStale,
        "stale" => ReadConsistency.Stale,
        _ => throw new FormatException($"Unknown consistency: {word}"),
    };

    /// <summary>Writes the messages of these kinds since the last time into the play; none keeps quiet from now on.</summary>
    private void Trace(string[] kinds)
    {
        var world = _cluster.World;
        foreach (var happened in world.Trace.Events)
        {
            switch (happened)
            {
                case TraceEvent.MessageSent sent when kinds.Contains(sent.Message.Kind()):
                    Say(sent.ToString());
                    break;
                case TraceEvent.MessageLost lost when kinds.Contains(lost.Sent.Message.Kind()):
                    Say($"{lost.Sent} LOST");
                    break;
            }
        }

        world.Trace.Clear();
        world.Trace.IsOn = kinds.Length > 0;
    }

    private void Status()
    {
        foreach (var replica in _cluster.Replicas)
        {
            Say(replica.IsUp
                ? $"{replica.Id} {replica.Role} promised {replica.Promised} chosen {replica.ChosenThrough} applied {replica.AppliedThrough} snapshot {replica.SnapshotSlot} truncated {replica.TruncatedThrough}"
                : $"{replica.Id} down");
        }
    }

    private void Say(string text) => _said.Append(text).Append('\n');

    private SimulatedClient Client(string name) =>
        _clients.TryGetValue(name, out var client) ? client : _clients[name] = new SimulatedClient(_cluster);

    private SimulatedReplica Replica(string id) => _cluster[Id(id)];

    private static ReplicaId Id(string id) => new(int.Parse(id, CultureInfo.InvariantCulture));

    /// <summary><c>1-2</c> is both directions, <c>1->2</c> one.</summary>
    private static void Each(string link, Action<ReplicaId, ReplicaId> what)
    {
        var oneWay = link.Contains("->", StringComparison.Ordinal);
        var ends = link.Split(oneWay ? "->" : "-");
        what(Id(ends[0]), Id(ends[1]));
        if (!oneWay)
        {
            what(Id(ends[1]), Id(ends[0]));
        }
    }

    private static long Nanoseconds(string time) => time.EndsWith("ms", StringComparison.Ordinal)
        ? long.Parse(time.AsSpan(0, time.Length - 2), CultureInfo.InvariantCulture) * 1_000_000
        : long.Parse(time.AsSpan(0, time.Length - 1), CultureInfo.InvariantCulture) * 1_000_000_000;
}
