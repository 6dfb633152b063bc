using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace PaxosGen.EndToEnd.Tests;

/// <summary>
/// Clients that deposit, withdraw, transfer and read without a pause, each at one member or at any. What fails is
/// repeated with the same key at another member until it is answered; the impatient client gives up instead, and does not
/// know what became of it. All of it is recorded.
/// </summary>
internal sealed class Workload : IDisposable
{
    private const int Clients = 6;
    private const int ImpatientClient = 0;
    private const int FinalClient = Clients;
    private static readonly TimeSpan AttemptPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan GivingUpPause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan CallPatience = TimeSpan.FromSeconds(60);

    private readonly BankCluster _cluster;
    private readonly int _seed;
    private readonly string _accounts;
    private readonly Teller _teller;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly History<BankCall, BankAnswer> _history;
    private readonly ConcurrentDictionary<long, BankCall> _slots = [];
    private readonly ConcurrentQueue<string> _wrong = [];
    private readonly Task[] _clients;
    private volatile bool _isStopping;
    private readonly Lock _slowestLock = new();
    private TimeSpan _slowest;
    private string _slowestStory = "";
    private long _newestAnswered;

    /// <param name="cluster">Whom to ask.</param>
    /// <param name="seed">Decides what is called.</param>
    /// <param name="accounts">How the names of the accounts start; nobody else may use them.</param>
    public Workload(BankCluster cluster, int seed, string accounts)
    {
        _cluster = cluster;
        _seed = seed;
        _accounts = accounts;
        _teller = new Teller(cluster, AttemptPatience);
        _history = new History<BankCall, BankAnswer>(() => _watch.Elapsed);
        _clients = [.. Enumerable.Range(0, Clients).Select(client => Task.Run(() => RunAsync(client)))];
    }

    /// <summary>What is called and answered.</summary>
    public History<BankCall, BankAnswer> History => _history;

    /// <summary>The names of the accounts; transfers connect each two.</summary>
    public IReadOnlyList<string> Accounts => [.. "abcdef".Select(c => _accounts + c)];

    /// <summary>Waits until a call that is made from now on was answered.</summary>
    /// <returns>How long that took.</returns>
    public Task<TimeSpan> ServedAsync()
    {
        var from = _watch.Elapsed.Ticks;
        return Until.HoldsAsync("an answer to a call made after what happened", () =>
        {
            ThrowIfWrong();
            return Task.FromResult(Interlocked.Read(ref _newestAnswered) > from);
        });
    }

    /// <summary>Lets time pass under load.</summary>
    public async Task GoOnAsync(TimeSpan time)
    {
        await Task.Delay(time);
        ThrowIfWrong();
    }

    /// <summary>Makes no new calls, and waits until those under way have ended.</summary>
    public async Task StopAsync()
    {
        _isStopping = true;
        await Task.WhenAll(_clients);
        ThrowIfWrong();
    }

    /// <summary>Reads all balances, as part of the history, and holds it against the bank's rules and sums.</summary>
    /// <returns>In a line, what was checked.</returns>
    public async Task<string> CheckAsync()
    {
        decimal total = 0;
        for (var i = 0; i < Accounts.Count; i++)
        {
            total += (await CallAsync(FinalClient, new BankCall.Balance(Accounts[i]), new Random(_seed + i)))!.Account.New;
        }

        ThrowIfWrong();
        var operations = _history.Operations;
        var verdict = LinearizabilityChecker.Check(operations, new BankModel());
        verdict.EnsureLinearizable();
        CheckTotal(operations, total);

        var unknown = operations.Count(o => o.Outcome == OperationOutcome.Unknown);
        return $"{operations.Count} calls, {unknown} unknown, visited {verdict.Visited}; the slowest took {_slowest.TotalMilliseconds:F0} ms: {_slowestStory}";
    }

    public void Dispose()
    {
        _isStopping = true;
        _teller.Dispose();
    }

    /// <summary>Calls until it is answered; null when it was given up or certainly not applied.</summary>
    private async Task<BankAnswer?> CallAsync(int client, BankCall call, Random random)
    {
        var recorded = _history.Invoke(client, call);
        var key = NewKey(random);
        var started = _watch.Elapsed;
        var isCertain = true;
        var story = new List<string>();
        var ids = _cluster.Ids;
        var member = client % 2 == 1 ? client % ids.Count : random.Next(ids.Count);
        while (true)
        {
            var tried = _watch.Elapsed;
            var attempt = await _teller.TryAsync(ids[member], call, key);
            if (_watch.Elapsed - tried > RetryPause || attempt is Attempt.Answered)
            {
                story.Add(string.Create(CultureInfo.InvariantCulture, $"    from {tried.TotalSeconds:F3} s {(_watch.Elapsed - tried).TotalMilliseconds:F0} ms at {ids[member]}: {attempt}"));
            }

            switch (attempt)
            {
                case Attempt.Answered(var answer, var slot):
                    recorded.Return(answer);
                    OnAnswered(call, slot, started);
                    Tell(started, call, story);
                    return answer;
                case Attempt.NotApplied:
                    break;
                case Attempt.Uncertain:
                    isCertain = false;
                    break;
                case Attempt.Odd(var why):
                    _wrong.Enqueue(why);
                    return null;
            }

            if (client == ImpatientClient || _watch.Elapsed - started > CallPatience)
            {
                if (client != ImpatientClient)
                {
                    _wrong.Enqueue($"No answer in {CallPatience.TotalSeconds} s to {call} of client {client}.");
                }

                if (isCertain || call is BankCall.Balance)
                {
                    recorded.Drop();
                }

                await Task.Delay(GivingUpPause);
                return null;
            }

            await Task.Delay(RetryPause);
            ids = _cluster.Ids;
            member = (member + 1 + random.Next(ids.Count - 1)) % ids.Count;
        }
    }

    /// <summary>Keeps how the slowest call went.</summary>
    private void Tell(TimeSpan started, BankCall call, List<string> story)
    {
        lock (_slowestLock)
        {
            var took = _watch.Elapsed - started;
            if (took > _slowest)
            {
                (_slowest, _slowestStory) = (took, $"{call}\n{string.Join('\n', story)}");
            }
        }
    }

    private async Task RunAsync(int client)
    {
        var random = new Random((_seed * 100) + client);
        while (!_isStopping)
        {
            await CallAsync(client, Next(random), random);
        }
    }

    private BankCall Next(Random random)
    {
        var account = random.Next(Accounts.Count);
        var amount = decimal.Round((decimal)(random.NextDouble() * 20) + 0.0001m, 4);
        return random.Next(10) switch
        {
            < 3 => new BankCall.Deposit(Accounts[account], amount),
            < 5 => new BankCall.Withdraw(Accounts[account], amount),
            < 7 => new BankCall.Transfer(Accounts[account], Accounts[account ^ 1], amount),
            _ => new BankCall.Balance(Accounts[account]),
        };
    }

    private void OnAnswered(BankCall call, long slot, TimeSpan started)
    {
        if (slot > 0 && !_slots.TryAdd(slot, call))
        {
            _wrong.Enqueue($"{call} and {_slots[slot]} were both answered with slot {slot}.");
        }

        long seen;
        while ((seen = Interlocked.Read(ref _newestAnswered)) < started.Ticks)
        {
            Interlocked.CompareExchange(ref _newestAnswered, started.Ticks, seen);
        }
    }

    /// <summary>Money comes by approved deposits and goes by approved withdrawals, once each; of those without an answer perhaps.</summary>
    private static void CheckTotal(IReadOnlyList<Operation<BankCall, BankAnswer>> operations, decimal total)
    {
        var known = operations.Where(o => o is { Outcome: OperationOutcome.Returned, Result.Approved: true }).Sum(o => Amount(o.Call));
        var unknown = operations.Where(o => o.Outcome == OperationOutcome.Unknown).Select(o => Amount(o.Call)).ToList();
        Assert.InRange(total, known + unknown.Where(a => a < 0).Sum(), known + unknown.Where(a => a > 0).Sum());
    }

    private static decimal Amount(BankCall call) => call switch
    {
        BankCall.Deposit(_, var amount) => amount,
        BankCall.Withdraw(_, var amount) => -amount,
        _ => 0,
    };

    private static Guid NewKey(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private void ThrowIfWrong()
    {
        if (_wrong.TryPeek(out var first))
        {
            throw new Xunit.Sdk.XunitException($"{_wrong.Count} wrong answers, the first: {first}");
        }
    }
}
