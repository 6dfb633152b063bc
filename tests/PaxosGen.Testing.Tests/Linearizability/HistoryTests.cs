namespace PaxosGen.Testing.Tests.Linearizability;

public sealed class HistoryTests
{
    [Fact]
    public void Calls_and_returns_have_positions_in_the_order_in_which_they_were_recorded()
    {
        var time = TimeSpan.Zero;
        var history = new History<string, string>(() => time += TimeSpan.FromMilliseconds(1.5));
        var write = history.Invoke(1, "write 1");
        var read = history.Invoke(2, "read");
        read.Return("1");
        var lost = history.Invoke(3, "write 2");
        var refused = history.Invoke(4, "write 3");
        refused.Drop();
        write.Return("ok");
        Assert.Equal(
            [
                "client 1: write 1 -> ok [1, 7] 0.0015–0.0105 s",
                "client 2: read -> 1 [2, 3] 0.0030–0.0045 s",
                "client 3: write 2 -> unknown [4, …] 0.0060–… s",
                "client 4: write 3 -> not applied [5, 6] 0.0075–0.0090 s",
            ],
            history.Operations.Select(o => o.ToString()));

        var before = history.Operations;
        lost.Return("ok");
        Assert.Equal(OperationOutcome.Unknown, before[2].Outcome);
        Assert.Equal(OperationOutcome.Returned, history.Operations[2].Outcome);
    }

    [Fact]
    public void A_call_ends_once()
    {
        var history = new History<string, string>();
        var call = history.Invoke(1, "read");
        call.Return("0");
        Assert.Contains("client 1: read -> 0 [1, 2]", Assert.Throws<InvalidOperationException>(() => call.Return("1")).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(call.Drop);
    }

    [Fact]
    public void Many_threads_record_at_once()
    {
        var history = new History<string, string>();
        var register = 0;
        var threads = Enumerable.Range(0, 4).Select(client => new Thread(() =>
        {
            for (var i = 0; i < 500; i++)
            {
                var call = history.Invoke(client, "add a 1");
                call.Return(Interlocked.Increment(ref register).ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());

        var operations = history.Operations;
        Assert.Equal(Enumerable.Range(1, 4000).Select(i => (long)i), operations.SelectMany(o => new[] { o.InvokedAt, o.ReturnedAt }).Order());
        LinearizabilityChecker.Check(operations, new CounterModel()).EnsureLinearizable();
    }
}
