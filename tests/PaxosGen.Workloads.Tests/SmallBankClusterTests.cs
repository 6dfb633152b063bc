namespace PaxosGen.Workloads.Tests;

/// <summary>SmallBank on three replicas, beside <see cref="SmallBankModel"/>.</summary>
public sealed class SmallBankClusterTests
{
    private const int Callers = 8;
    private const int CustomersEach = 20;
    private const int Calls = 150;

    private static readonly CancellationToken Patience = new CancellationTokenSource(TimeSpan.FromSeconds(100)).Token;

    private static readonly List<SmallBankAccounts> Opening = [.. Enumerable.Range(0, Callers * CustomersEach).Select(i => new SmallBankAccounts(100_00 + i, 50_00 + (2 * i)))];

    /// <summary>
    /// Each caller has customers of its own, so it knows what must come of each of its calls, whatever the others do and whoever
    /// leads; all the others' calls are between its own in the log.
    /// </summary>
    [Fact]
    public async Task Concurrent_callers_get_what_the_model_says_while_leaders_stop()
    {
        await using var cluster = await LocalCluster<SmallBankReplica>.StartAsync(3, cancellationToken: Patience);
        await using var client = await ConnectAsync(cluster);
        await client.OpenAccountsAsync(0, Opening, Patience);

        using var halfway = new CountdownEvent(Callers);
        var goOn = new TaskCompletionSource();
        var callers = Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(client, caller, halfway, goOn.Task), Patience)).ToArray();

        // In the middle for all of them: none has ended, and each has calls under way or still to make.
        halfway.Wait(Patience);
        var leader = await cluster.WaitForLeaderAsync(Patience);
        var stopping = cluster.StopAsync(leader);
        goOn.SetResult();
        await stopping;
        await cluster.RestartAsync(leader, Patience);
        var models = await Task.WhenAll(callers);

        for (var caller = 0; caller < Callers; caller++)
        {
            for (var i = 0; i < CustomersEach; i++)
            {
                var accounts = await client.AccountsAsync((caller * CustomersEach) + i, cancellationToken: Patience);
                Assert.Equal(models[caller][i], (accounts.Savings / 100m, accounts.Checking / 100m));
            }
        }

        await MeetAsync(cluster);
    }

    /// <summary>Payments among all customers, by all callers, keep the sum to the cent at every moment and at the end.</summary>
    [Fact]
    public async Task Money_is_conserved_while_all_pay_all_and_a_leader_stops()
    {
        await using var cluster = await LocalCluster<SmallBankReplica>.StartAsync(3, cancellationToken: Patience);
        await using var client = await ConnectAsync(cluster);
        await client.OpenAccountsAsync(0, Opening, Patience);
        var expected = Opening.Sum(a => a.Savings + a.Checking);
        var done = 0;
        var rejected = 0;
        var callers = Enumerable.Range(0, Callers).Select(caller => Task.Run(
            async () =>
            {
                var random = new Random(caller);
                for (var i = 0; i < Calls; i++)
                {
                    var call = SmallBankCall.Draw(random, Opening.Count);
                    call = call with { Operation = random.Next(3) == 0 ? SmallBankOperation.Amalgamate : SmallBankOperation.SendPayment };
                    _ = await DoAsync(client, call, 0) is null ? Interlocked.Increment(ref done) : Interlocked.Increment(ref rejected);
                }
            },
            Patience)).ToArray();

        while (Volatile.Read(ref done) + Volatile.Read(ref rejected) < Callers * Calls / 3)
        {
            await Task.Delay(1, Patience);
        }

        var leader = await cluster.WaitForLeaderAsync(Patience);
        await cluster.StopAsync(leader);
        await Task.WhenAll(callers);
        await cluster.RestartAsync(leader, Patience);

        var total = 0L;
        for (var customer = 0; customer < Opening.Count; customer++)
        {
            total += await client.BalanceAsync(customer, cancellationToken: Patience);
        }

        Assert.Equal(expected, total);
        Assert.True(done > 0 && rejected > 0, $"{done} done and {rejected} rejected: both kinds belong to the mix.");
        await MeetAsync(cluster);
    }

    private static async Task<SmallBankModel> CallAsync(SmallBankClient client, int caller, CountdownEvent halfway, Task goOn)
    {
        var first = caller * CustomersEach;
        var model = new SmallBankModel(Opening.GetRange(first, CustomersEach));
        var random = new Random(caller);
        for (var i = 0; i < Calls; i++)
        {
            if (i == Calls / 2)
            {
                halfway.Signal();
                await goOn;
            }

            var call = SmallBankCall.Draw(random, CustomersEach);
            Assert.Equal(model.Do(call), await DoAsync(client, call, first));
            if (call.Operation == SmallBankOperation.Balance)
            {
                var (savings, checking) = model[call.Customer];
                Assert.Equal(savings + checking, await client.BalanceAsync(first + call.Customer, cancellationToken: Patience) / 100m);
            }
        }

        return model;
    }

    /// <summary>Makes a call.</summary>
    /// <returns>The code of its refusal; null when it is done.</returns>
    private static async Task<string?> DoAsync(SmallBankClient client, SmallBankCall call, long first)
    {
        var (customer, other) = (first + call.Customer, first + call.Other);
        try
        {
            await (call.Operation switch
            {
                SmallBankOperation.DepositChecking => client.DepositCheckingAsync(customer, call.Cents, Patience),
                SmallBankOperation.TransactSavings => client.TransactSavingsAsync(customer, call.Cents, Patience),
                SmallBankOperation.Amalgamate => client.AmalgamateAsync(customer, other, Patience),
                SmallBankOperation.WriteCheck => client.WriteCheckAsync(customer, call.Cents, Patience),
                SmallBankOperation.SendPayment => client.SendPaymentAsync(customer, other, call.Cents, Patience),
                _ => ValueTask.CompletedTask,
            });
            return null;
        }
        catch (CommandRejectedException e)
        {
            return e.Code;
        }
    }

    private static async Task<SmallBankClient> ConnectAsync(LocalCluster<SmallBankReplica> cluster) =>
        await SmallBankClient.ConnectAsync(cluster.Members.Values, new PaxosClientOptions { CallTimeout = TimeSpan.FromSeconds(60) }, Patience);

    /// <summary>All replicas come to the same state.</summary>
    private static async Task MeetAsync(LocalCluster<SmallBankReplica> cluster)
    {
        while (cluster.Running.Select(id => cluster[id].Status.AppliedThrough).Distinct().Count() > 1)
        {
            await Task.Delay(5, Patience);
        }

        Assert.Equal(3, cluster.Running.Count);
        Assert.Single(cluster.Running.Select(id => cluster[id].Status.ResultHash).Distinct());
    }
}
