using System.Diagnostics.CodeAnalysis;

namespace PaxosGen.EndToEnd.Tests;

/// <summary>Three processes that one play after the other uses: each leaves them as it found them, or a new three are started.</summary>
[SuppressMessage("Design", "CA1001", Justification = "xunit calls IAsyncLifetime.DisposeAsync.")]
public sealed class SharedCluster : IAsyncLifetime
{
    private BankCluster? _cluster;
    private int _plays;

    /// <inheritdoc />
    public Task InitializeAsync() => Task.CompletedTask;

    /// <inheritdoc />
    public async Task DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }

    /// <summary>The processes, all running, and the number of the play that uses them now.</summary>
    internal async Task<(BankCluster Cluster, int Play)> TakeAsync()
    {
        if (_cluster is null)
        {
            _cluster = new BankCluster(3);
            await Task.WhenAll(_cluster.Ids.Select(_cluster.StartAsync));
        }

        return (_cluster, ++_plays);
    }

    /// <summary>A play has failed: who knows what state they are in.</summary>
    internal async Task SpoilAsync()
    {
        await DisposeAsync();
        _cluster = null;
    }
}
