namespace PaxosGen.LoadTest.Load;

/// <summary>One connection to a replicated key-value store, for any number of calls at once.</summary>
internal interface IStoreConnection : IAsyncDisposable
{
    /// <summary>Sets a value; completes when it is durable on a majority.</summary>
    ValueTask PutAsync(long key, byte[] value);

    /// <summary>Reads a value, linearizably; null if there is none.</summary>
    ValueTask<byte[]?> GetAsync(long key);
}
