using PaxosGen.Transport;

namespace PaxosGen.Client.Tests;

public sealed class CallTableTests
{
    [Fact]
    public void Whatever_comes_and_goes_each_id_is_new_and_finds_its_call()
    {
        var random = new Random(7);
        var table = new CallTable();
        var known = new Dictionary<RequestId, ClientCall>();
        var last = 0L;
        for (var step = 0; step < 20_000; step++)
        {
            // Up to a thousand at once, some of which stay for long.
            if (known.Count < 1000 && random.Next(100) < (step % 4000 < 2000 ? 70 : 30))
            {
                var call = Begin(table);
                Assert.True(call.Id.Value > last);
                last = call.Id.Value;
                table.Add(call);
                known.Add(call.Id, call);
            }
            else if (known.Count > 0)
            {
                var gone = known.ElementAt(Math.Max(random.Next(known.Count), random.Next(known.Count))).Value;
                table.Remove(gone);
                table.Remove(gone);
                known.Remove(gone.Id);
                Assert.False(table.TryGet(gone.Id, out _));
            }

            Assert.Equal(known.Count, table.Count);
        }

        Assert.NotEmpty(known);
        Assert.All(known, k => Assert.True(table.TryGet(k.Key, out var call) && call == k.Value));
        Assert.Equal(known.Values.OrderBy(c => c.Id.Value), table.Calls.OrderBy(c => c.Id.Value));
    }

    [Fact]
    public void An_id_whose_place_is_taken_is_left_out_and_does_not_find_the_call_that_took_it()
    {
        var table = new CallTable();
        var first = Begin(table);
        table.Add(first);
        List<long> given = [.. Enumerable.Range(0, 200).Select(_ => table.NextId().Value)];
        Assert.Contains(first.Id.Value + 63, given);
        Assert.DoesNotContain(given, id => (id - first.Id.Value) % 64 == 0);
        Assert.True(table.TryGet(first.Id, out _));
        Assert.False(table.TryGet(new RequestId(first.Id.Value + 64), out _));
        Assert.False(table.TryGet(new RequestId(first.Id.Value + (1L << 40)), out _));
    }

    private static ClientCall Begin(CallTable table)
    {
        var call = new ClientCall();
        call.Begin(table.NextId(), CallKind.SessionCommand.Instance, default, 0);
        return call;
    }
}
