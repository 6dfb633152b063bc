using PaxosGen.Core;

namespace PaxosGen.Server.Tests.Hosting;

/// <summary>Stands for a cluster, and keeps what it is sent.</summary>
internal sealed class CapturedCall : IPaxosClient
{
    private readonly TaskCompletionSource<ReadOnlyMemory<byte>> _payload = new();

    public int SchemaVersion => 0;

    public static async Task<byte[]> PayloadAsync(Func<LedgerClient, ValueTask<long>> call)
    {
        var capture = new CapturedCall();
        _ = call(LedgerClient.Create(capture)).AsTask();
        return (await capture._payload.Task).ToArray();
    }

    public ValueTask<ReadOnlyMemory<byte>> CommandAsync(ReadOnlyMemory<byte> command, CancellationToken cancellationToken = default)
    {
        _payload.SetResult(command);
        return new(new TaskCompletionSource<ReadOnlyMemory<byte>>().Task);
    }

    public ValueTask<ReadOnlyMemory<byte>> QueryAsync(ReadOnlyMemory<byte> query, ReadConsistency consistency, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public IPaxosClient WithIdempotencyKey(Guid key) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
