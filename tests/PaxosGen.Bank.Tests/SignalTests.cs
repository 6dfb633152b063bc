using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace PaxosGen.Bank.Tests;

/// <summary>What a member of a cluster does when it is asked to end.</summary>
public sealed class SignalTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_signal_lets_requests_under_way_end()
    {
        await using var cluster = new ServedCluster(1);
        cluster.Start(1);
        var address = new Uri(await cluster[1].AddressAsync());
        using (var caller = await cluster.CallerAsync(1))
        {
            await UntilAsync(async () => (await caller.GetAsync("/health/ready")).Status == 200);
        }

        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /accounts/a/deposit HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\nContent-Length: 12\r\nExpect: 100-continue\r\n\r\n"));
        using var reader = new StreamReader(stream, Encoding.ASCII);
        Assert.Equal("HTTP/1.1 100 Continue", await reader.ReadLineAsync());
        Assert.Equal("", await reader.ReadLineAsync());

        await cluster[1].StopsAsync("TERM", meanwhile: async () =>
        {
            await cluster[1].WroteAsync("Stopping...");
            await stream.WriteAsync("""{"amount":7}"""u8.ToArray());
            var answer = await reader.ReadToEndAsync();
            Assert.StartsWith("HTTP/1.1 200 OK", answer, StringComparison.Ordinal);
            Assert.Contains("\"newBalance\":7", answer, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_signal_ends_it_without_a_quorum_and_while_it_starts()
    {
        await using var cluster = new ServedCluster(3);
        await using var starting = cluster.Start(2, "--bootstrap");
        await starting.WroteAsync("Starting replica 2");
        await starting.StopsAsync("TERM");

        cluster.Start(1);
        using var caller = await cluster.CallerAsync(1);
        var underWay = caller.GetAsync("/accounts/a");

        // The read is in before this one is answered, or soon after; either way it has to be told something.
        await caller.GetAsync("/health/ready");
        await cluster[1].StopsAsync("INT", meanwhile: async () => Assert.Equal("notApplied", (await underWay).ShouldBeProblem(503)["outcome"]));
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        var watch = Stopwatch.StartNew();
        while (!await isSo())
        {
            Assert.True(watch.Elapsed < Patience, "Waited in vain.");
            await Task.Delay(20);
        }
    }
}
