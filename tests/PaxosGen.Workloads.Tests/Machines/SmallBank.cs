namespace PaxosGen.Workloads;

/// <summary>
/// SmallBank, the benchmark of transactions that touch few records: customers with a savings and a checking account each.
/// By Alomari, Cahill, Fekete and Röhm (<i>The Cost of Serializability on Platforms That Use Snapshot Isolation</i>, ICDE
/// 2008); <see cref="SendPayment"/> is H-Store's addition, as in OLTP-Bench (Difallah et al., VLDB 2013) and BenchBase.
/// </summary>
/// <remarks>
/// Customers are found by number, as H-Store does, not by name. Money is in whole cents, so sums are exact. Where BenchBase's
/// code departs from the paper, this follows the paper: <see cref="Amalgamate"/> moves all that the first customer has,
/// <see cref="WriteCheck"/> adds the penalty, <see cref="TransactSavings"/> adds a signed amount. Beyond the paper, what
/// would make money out of nothing is refused: two customers that are one, and negative payments and cheques.
/// </remarks>
[ReplicatedStateMachine]
public sealed partial class SmallBank
{
    /// <summary>What a cheque costs in addition when it exceeds both accounts, in cents.</summary>
    public const long OverdraftPenalty = 100;

    /// <summary>Most cents in one account or payment. Far below what a sum of two could overflow at.</summary>
    public const long MaxCents = 1L << 60;

    private readonly Dictionary<long, SmallBankAccounts> _customers = [];

    /// <summary>Adds customers with consecutive numbers: how the benchmark loads its data. Accounts that exist are replaced.</summary>
    /// <param name="first">The first customer's number.</param>
    /// <param name="accounts">What each of them has.</param>
    [Command(1)]
    public void OpenAccounts(long first, List<SmallBankAccounts> accounts)
    {
        foreach (var (savings, checking) in accounts)
        {
            CheckAmount(savings);
            CheckAmount(checking);
        }

        for (var i = 0; i < accounts.Count; i++)
        {
            _customers[first + i] = accounts[i];
        }
    }

    /// <summary>What a customer has in both accounts together.</summary>
    /// <param name="customer">Whose.</param>
    [Query(2)]
    public long Balance(long customer)
    {
        var accounts = AccountsOf(customer);
        return accounts.Savings + accounts.Checking;
    }

    /// <summary>Adds to a checking account. Refuses negative amounts.</summary>
    /// <param name="customer">Whose.</param>
    /// <param name="cents">How much.</param>
    [Command(3)]
    public void DepositChecking(long customer, long cents)
    {
        CheckAmount(cents);
        var accounts = AccountsOf(customer);
        _customers[customer] = accounts with { Checking = Sum(accounts.Checking, cents) };
    }

    /// <summary>Adds to a savings account, or takes from it; refuses what would leave it negative.</summary>
    /// <param name="customer">Whose.</param>
    /// <param name="cents">How much; negative to take.</param>
    [Command(4)]
    public void TransactSavings(long customer, long cents)
    {
        CheckAmount(cents, lowest: -MaxCents);
        var accounts = AccountsOf(customer);
        var savings = Sum(accounts.Savings, cents);
        if (savings < 0)
        {
            throw new CommandRejectedException("negativeSavings", $"Customer {customer} has not so much in savings.");
        }

        _customers[customer] = accounts with { Savings = savings };
    }

    /// <summary>Moves all that one customer has in both accounts to the checking account of another.</summary>
    /// <param name="from">Who gives.</param>
    /// <param name="to">Who gets it.</param>
    [Command(5)]
    public void Amalgamate(long from, long to)
    {
        CheckDiffer(from, to);
        var (giver, taker) = (AccountsOf(from), AccountsOf(to));
        var checking = Sum(taker.Checking, Sum(giver.Savings, giver.Checking));
        _customers[from] = default;
        _customers[to] = taker with { Checking = checking };
    }

    /// <summary>
    /// Takes the amount of a cheque from a checking account, whatever is there; and <see cref="OverdraftPenalty"/>, when
    /// it is more than the customer has in both accounts.
    /// </summary>
    /// <param name="customer">Who wrote the cheque.</param>
    /// <param name="cents">How much.</param>
    [Command(6)]
    public void WriteCheck(long customer, long cents)
    {
        CheckAmount(cents);
        var accounts = AccountsOf(customer);
        var total = accounts.Savings + accounts.Checking;
        var taken = total < cents ? cents + OverdraftPenalty : cents;
        _customers[customer] = accounts with { Checking = Sum(accounts.Checking, -taken) };
    }

    /// <summary>Moves money between two checking accounts; refuses what the sender's does not have.</summary>
    /// <param name="from">Who pays.</param>
    /// <param name="to">Who gets it.</param>
    /// <param name="cents">How much.</param>
    [Command(7)]
    public void SendPayment(long from, long to, long cents)
    {
        CheckAmount(cents);
        CheckDiffer(from, to);
        var (sender, receiver) = (AccountsOf(from), AccountsOf(to));
        if (sender.Checking < cents)
        {
            throw new CommandRejectedException("insufficientFunds", $"Customer {from} has not so much in checking.");
        }

        var checking = Sum(receiver.Checking, cents);
        _customers[from] = sender with { Checking = sender.Checking - cents };
        _customers[to] = receiver with { Checking = checking };
    }

    /// <summary>Both accounts of a customer. Not of the benchmark: for tests.</summary>
    /// <param name="customer">Whose.</param>
    [Query(8)]
    public SmallBankAccounts Accounts(long customer) => AccountsOf(customer);

    private static void CheckAmount(long cents, long lowest = 0)
    {
        if (cents < lowest || cents > MaxCents)
        {
            throw new CommandRejectedException("badAmount", $"An amount here is from {lowest} to {MaxCents} cents.");
        }
    }

    private static void CheckDiffer(long from, long to)
    {
        if (from == to)
        {
            throw new CommandRejectedException("sameCustomer", $"Customer {from} cannot pay itself.");
        }
    }

    private static long Sum(long balance, long cents) => Math.Abs(balance + cents) <= MaxCents
        ? balance + cents
        : throw new CommandRejectedException("balanceTooLarge", $"A balance is at most {MaxCents} cents, overdrawn or not.");

    private SmallBankAccounts AccountsOf(long customer) => _customers.TryGetValue(customer, out var accounts)
        ? accounts
        : throw new CommandRejectedException("unknownCustomer", $"There is no customer {customer}.");
}
