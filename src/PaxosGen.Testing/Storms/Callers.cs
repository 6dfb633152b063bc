using System.Globalization;
using PaxosGen.Client;
using PaxosGen.Core;

namespace PaxosGen.Testing.Storms;

/// <summary>
/// Clients that append lines to a <see cref="Journal"/> and read it, and what came of it: the history must be
/// linearizable, and the journal hold what was acknowledged once, and what is uncertain at most once.
/// </summary>
internal sealed class Callers
{
    private readonly StormPlan _plan;
    private readonly SimulatedCluster _cluster;
    private readonly SimulatedWorld _world;
    private readonly ReplicatedRandom _chance;
    private readonly HashSet<string> _acknowledged = new(StringComparer.Ordinal);
    private readonly List<(long At, long Line)> _acknowledgedAt = [];
    private readonly HashSet<(int Caller, int Call)> _inFlight = [];
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RecordedCall<JournalCall, JournalAnswer>> _uncertain = new(StringComparer.Ordinal);

    public Callers(StormPlan plan, SimulatedCluster cluster)
    {
        _plan = plan;
        _cluster = cluster;
        _world = cluster.World;
        _chance = _world.NewStream();
        History = new History<JournalCall, JournalAnswer>(() => TimeSpan.FromMicroseconds(_world.Now / 1e3));
    }

    /// <summary>All calls, and reads of others: it must be linearizable.</summary>
    public History<JournalCall, JournalAnswer> History { get; }

    /// <summary>Calls that were made.</summary>
    public int Begun { get; private set; }

    /// <summary>Calls that have ended.</summary>
    public int Ended { get; private set; }

    /// <summary>Commands that were acknowledged.</summary>
    public int Acknowledged => _acknowledged.Count;

    /// <summary>The last line of those that were acknowledged before a moment; 0 if none was.</summary>
    public long LineAcknowledgedBefore(long moment)
    {
        var line = 0L;
        foreach (var (at, acknowledged) in _acknowledgedAt)
        {
            if (at >= moment)
            {
                break;
            }

            line = Math.Max(line, acknowledged);
        }

        return line;
    }

    /// <summary>Lets all begin.</summary>
    public void Start()
    {
        for (var c = 0; c < _plan.Clients; c++)
        {
            // A patient client still asks a leader that the others have left already.
            var patience = TimeSpan.FromMilliseconds(c % 2 == 0 ? 200 : 4000);
            var client = new SimulatedClient(_cluster, new PaxosClientOptions { CallTimeout = TimeSpan.FromSeconds(8), RetryAfter = patience });
            for (var caller = 0; caller < _plan.CallersEach; caller++)
            {
                Call(client, (c * _plan.CallersEach) + caller, 0);
            }
        }
    }

    /// <summary>For each call in flight, whether it has ended.</summary>
    public List<Func<bool>> Pending() => [.. _inFlight.Select(call => (Func<bool>)(() => !_inFlight.Contains(call)))];

    /// <summary>A new client makes one call.</summary>
    /// <param name="done">Told how it ended: empty when it was acknowledged.</param>
    public void Probe(Action<string> done)
    {
        const string Line = "probe";
        var recorded = History.Invoke(_plan.Clients * _plan.CallersEach + 1, new JournalCall(Line));
        new SimulatedClient(_cluster).Command(Journal.Line(Line), outcome =>
        {
            Record(Line, recorded, outcome);
            done(outcome.Error?.Message ?? "");
        });
    }

    /// <summary>Reads once more and checks everything.</summary>
    public void Check()
    {
        var lines = ReadOnceMore();
        CheckJournal(lines);
        Settle(lines);
        LinearizabilityChecker.Check(History.Operations, new JournalModel()).EnsureLinearizable();
    }

    private void Call(SimulatedClient client, int number, int call)
    {
        if (call == _plan.CallsEach)
        {
            return;
        }

        Begun++;
        _inFlight.Add((number, call));

        // A caller that waits for a command asks nothing; one that only reads goes on asking a leader that was deposed.
        var isReader = number % _plan.CallersEach == 0;
        if (isReader || call % 5 == 4)
        {
            Read(client, number, _ => Next(client, number, call));
        }
        else
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"c{number}-{call}");
            var recorded = History.Invoke(number, new JournalCall(line));
            client.Command(
                Journal.Line(line),
                outcome =>
                {
                    Record(line, recorded, outcome);
                    Next(client, number, call);
                },
                call % 7 == 3 ? new UInt128((ulong)number + 1, (ulong)call) : null);
        }
    }

    private void Read(SimulatedClient client, int number, Action<string[]?> done)
    {
        var recorded = History.Invoke(number, JournalCall.Read);
        client.Query(Array.Empty<byte>(), outcome =>
        {
            var lines = outcome.Error is null ? Journal.Lines(outcome.Result) : null;
            if (lines is null)
            {
                recorded.Drop();
            }
            else
            {
                recorded.Return(JournalAnswer.Of(lines));
            }

            done(lines);
        });
    }

    private void Record(string line, RecordedCall<JournalCall, JournalAnswer> recorded, CallOutcome outcome)
    {
        switch (outcome.Error)
        {
            case null:
                _acknowledged.Add(line);
                _acknowledgedAt.Add((_world.Now, Journal.Number(outcome.Result)));
                recorded.Return(JournalAnswer.Of(Journal.Number(outcome.Result)));
                break;
            case ClusterUnavailableException or OverloadedException or SessionExpiredException:
                _refused.Add(line);
                recorded.Drop();
                break;
            case OutcomeUnknownException:
                _uncertain.Add(line, recorded);
                break;
            default:
                throw new SimulationFailedException($"{line} ended with {outcome.Error}.");
        }
    }

    private void Next(SimulatedClient client, int number, int call)
    {
        Ended++;
        _inFlight.Remove((number, call));
        _world.After(_chance.NextInt64(_plan.MaxPause), () => Call(client, number, call + 1));
    }

    private string[] ReadOnceMore()
    {
        string[]? lines = null;
        Read(new SimulatedClient(_cluster), _plan.Clients * _plan.CallersEach, answer => lines = answer);
        _world.Run(20_000_000_000, () => lines is not null);
        return lines ?? throw new SimulationFailedException("No answer to a read after the storm.");
    }

    private void CheckJournal(string[] lines)
    {
        var counts = lines.CountBy(l => l).ToDictionary();
        foreach (var (line, count) in counts)
        {
            if (count > 1)
            {
                throw new SimulationFailedException($"{line} took effect {count} times.");
            }

            if (_refused.Contains(line))
            {
                throw new SimulationFailedException($"{line} took effect, and its client was told that it certainly had not.");
            }
        }

        foreach (var line in _acknowledged)
        {
            if (!counts.ContainsKey(line))
            {
                throw new SimulationFailedException($"{line} was acknowledged and is lost.");
            }
        }
    }

    /// <summary>
    /// The last read tells of each call without an answer what the answer would have been, for lines are only added; with
    /// that each order but one fails at once. What it does not show had no effect that anybody saw.
    /// </summary>
    private void Settle(string[] lines)
    {
        foreach (var (line, recorded) in _uncertain)
        {
            var index = Array.IndexOf(lines, line);
            if (index < 0)
            {
                recorded.Drop();
            }
            else
            {
                recorded.Return(JournalAnswer.Of(index + 1));
            }
        }
    }
}
