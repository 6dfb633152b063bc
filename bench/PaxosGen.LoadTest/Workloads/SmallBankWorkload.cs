using PaxosGen.LoadTest.Workloads.Keys;
using PaxosGen.Workloads;

namespace PaxosGen.LoadTest.Workloads;

/// <summary>
/// SmallBank with the mix and the amounts of H-Store and OLTP-Bench: 15 % each of Amalgamate, Balance, DepositChecking,
/// TransactSavings and WriteCheck, 25 % SendPayment. Balances are read linearizably.
/// </summary>
/// <remarks>
/// 100,000 customers, of whom 100 are hot and get 90 % of the calls, or all alike. As in the original, 90 % and a hotspot of 100;
/// the number of customers differs from paper to paper (18,000 in the first). Who has nothing left, since Amalgamate took it, is
/// refused payments and withdrawals: on a hotspot these refusals are many, and counted by themselves.
/// </remarks>
internal sealed class SmallBankWorkload : Workload
{
    private const int Customers = 100_000;
    private const int HotCustomers = 100;
    private const double HotPart = 0.9;
    private const int LoadedAtOnce = 1000;

    // In cents, as in H-Store; savings are taken from.
    private const long SendPaymentCents = 500;
    private const long DepositCheckingCents = 130;
    private const long TransactSavingsCents = -2020;
    private const long WriteCheckCents = 500;
    private const long MinBalanceCents = 10_000_00;
    private const long MaxBalanceCents = 50_000_00;

    private readonly SmallBankClient _client;
    private readonly KeyChooser _customers;

    private SmallBankWorkload(SmallBankClient client, bool isSkewed)
    {
        _client = client;
        _customers = isSkewed ? new HotspotKeys(Customers, HotCustomers, HotPart) : new UniformKeys(Customers);
    }

    public static async Task<Workload> ConnectAsync(string[] endpoints, bool isSkewed) =>
        new SmallBankWorkload(await SmallBankClient.ConnectAsync(endpoints, new PaxosClientOptions { MaxInFlight = 4096 }), isSkewed);

    /// <inheritdoc />
    public override async Task PrepareAsync()
    {
        var random = new Random(1);
        for (var first = 0; first < Customers; first += LoadedAtOnce)
        {
            List<SmallBankAccounts> accounts = [];
            for (var i = 0; i < LoadedAtOnce; i++)
            {
                accounts.Add(new SmallBankAccounts(random.NextInt64(MinBalanceCents, MaxBalanceCents), random.NextInt64(MinBalanceCents, MaxBalanceCents)));
            }

            await _client.OpenAccountsAsync(first, accounts);
        }
    }

    /// <inheritdoc />
    public override ValueTask CallAsync(Random random, byte[] value)
    {
        var customer = _customers.Next(random);
        return random.Next(100) switch
        {
            < 15 => _client.AmalgamateAsync(customer, OtherThan(customer, random)),
            < 30 => BalanceAsync(customer),
            < 45 => _client.DepositCheckingAsync(customer, DepositCheckingCents),
            < 60 => _client.TransactSavingsAsync(customer, TransactSavingsCents),
            < 75 => _client.WriteCheckAsync(customer, WriteCheckCents),
            _ => _client.SendPaymentAsync(customer, OtherThan(customer, random), SendPaymentCents),
        };
    }

    /// <inheritdoc />
    public override ValueTask DisposeAsync() => _client.DisposeAsync();

    private long OtherThan(long customer, Random random)
    {
        long other;
        do
        {
            other = _customers.Next(random);
        }
        while (other == customer);

        return other;
    }

    private async ValueTask BalanceAsync(long customer) => await _client.BalanceAsync(customer);
}
