using PaxosGen.Core;
using PaxosGen.Transport;

namespace PaxosGen.Server.Tests.Hosting;

/// <summary>A command as large as the default limit, and one byte larger, at a replica's edge and at a client's.</summary>
public sealed class CommandLimitTests
{
    private static readonly int Limit = new PaxosClientOptions().MaxCommandBytes;
    private static readonly CancellationToken Patience = new CancellationTokenSource(TimeSpan.FromSeconds(100)).Token;

    [Fact]
    public async Task At_the_limit_it_passes_and_above_it_is_refused_and_the_connection_lives()
    {
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(1, cancellationToken: Patience);
        await cluster.WaitForLeaderAsync(Patience);
        using var raw = await RawClient.ConnectAsync(cluster.Members[1], tls: null);
        var session = Assert.IsType<ClientReply.SessionOpened>(await raw.AskAsync(new ClientRequest.OpenSession(new RequestId(1)))).Session;
        var largest = await AddOfAsync(Limit);
        Assert.IsType<ClientReply.Result>(await raw.AskAsync(new ClientRequest.Command(new RequestId(2), session, 1, 1, largest)));

        var refused = Assert.IsType<ClientReply.BadRequest>(await raw.AskAsync(new ClientRequest.Command(new RequestId(3), session, 2, 2, await AddOfAsync(Limit + 1))));
        Assert.Equal($"A command of {Limit + 1} bytes is above the limit of {Limit}.", refused.Text);

        // Its number was not used up: the next call of the session has it.
        Assert.IsType<ClientReply.Result>(await raw.AskAsync(new ClientRequest.Command(new RequestId(4), session, 2, 2, largest)));
    }

    [Fact]
    public async Task The_client_does_not_even_send_what_is_above_the_limit()
    {
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(1, cancellationToken: Patience);
        await using var client = await LedgerClient.ConnectAsync(cluster.Members.Values, cancellationToken: Patience);
        var above = new string('n', Limit);
        var e = await Assert.ThrowsAsync<ArgumentException>(async () => await client.AddAsync(above, 1, Patience));
        Assert.Contains($"at most {Limit} are allowed (PaxosClientOptions.MaxCommandBytes)", e.Message, StringComparison.Ordinal);
        Assert.Equal(1, await client.AddAsync("a", 1, Patience));
    }

    // The bytes of a call whose name is as long as it takes.
    private static async Task<ReadOnlyMemory<byte>> AddOfAsync(int bytes)
    {
        var rest = (await CapturedCall.PayloadAsync(client => client.AddAsync(new string('n', bytes / 2), 1, Patience))).Length - (bytes / 2);
        var call = await CapturedCall.PayloadAsync(client => client.AddAsync(new string('n', bytes - rest), 1, Patience));
        Assert.Equal(bytes, call.Length);
        return call;
    }
}
