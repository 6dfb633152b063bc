using PaxosGen.Workloads;

namespace PaxosGen.LoadTest.Load;

/// <summary>The generated client, as users have it.</summary>
internal sealed class PaxosGenConnection(KeyValueStoreClient client) : IStoreConnection
{
    public static async Task<IStoreConnection> ConnectAsync(string[] endpoints) =>
        new PaxosGenConnection(await KeyValueStoreClient.ConnectAsync(endpoints, new PaxosClientOptions { MaxInFlight = 4096 }));

    public ValueTask PutAsync(long key, byte[] value) => client.PutAsync(key, value);

    public ValueTask<byte[]?> GetAsync(long key) => client.GetAsync(key);

    public ValueTask DisposeAsync() => client.DisposeAsync();
}
