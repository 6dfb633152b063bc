using BankSample;

namespace PaxosGen.Bank.Tests;

/// <summary>A bank that the tests of the contract share; each uses accounts of its own.</summary>
public sealed class BankFixture : IAsyncLifetime
{
    private static int _lastAccount;

    internal EmbeddedBank Bank { get; private set; } = null!;

    internal Caller Caller { get; private set; } = null!;

    /// <summary>An account that nobody else uses.</summary>
    public static string NewAccount() => $"account{Interlocked.Increment(ref _lastAccount)}";

    public async Task InitializeAsync()
    {
        Bank = await EmbeddedBank.StartAsync(new EmbeddedBankOptions());
        Caller = new Caller(Bank.Address);
    }

    public async Task DisposeAsync()
    {
        Caller.Dispose();
        await Bank.DisposeAsync();
        Assert.False(Directory.Exists(Bank.Cluster.DataDirectory));
    }
}

[CollectionDefinition(Name)]
public sealed class SharedBank : ICollectionFixture<BankFixture>
{
    public const string Name = "one bank";
}
