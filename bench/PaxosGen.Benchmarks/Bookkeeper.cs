namespace PaxosGen.Benchmarks;

/// <summary>What is encoded: 12 characters, a number and a Guid.</summary>
public sealed record Transfer(string Account, long Amount, Guid Id);

/// <summary>A state machine with one command of each size, and a dictionary as its state.</summary>
[ReplicatedStateMachine]
public sealed partial class Bookkeeper
{
    private Dictionary<string, Transfer> _accounts = [];

    [NotReplicated]
    private long _amounts;

    public Dictionary<string, Transfer> Accounts
    {
        get => _accounts;
        set => _accounts = value;
    }

    /// <summary>Takes one.</summary>
    [Command(1)]
    public void Take(string account, long amount, Guid id) => _amounts += amount + account.Length + (id == default ? 1 : 0);

    /// <summary>Takes many.</summary>
    [Command(2)]
    public void TakeAll(List<Transfer> transfers) => _amounts += transfers.Count;

    internal static void Write(CanonicalWriter writer, Transfer transfer)
    {
        // The lines of the generated client, whose method would also allocate the writer that the transport keeps.
        writer.BeginPayload(1, 1);
        writer.WriteString(1, transfer.Account);
        writer.WriteInt64(2, transfer.Amount);
        writer.WriteGuid(3, transfer.Id);
        writer.End();
    }

    internal static void Write(CanonicalWriter writer, List<Transfer> transfers)
    {
        writer.BeginPayload(1, 2);
        writer.Write<List<Transfer>, Wire.ListCodec<Transfer, Codecs.TransferCodec>>(1, transfers);
        writer.End();
    }
}

/// <summary>The same state in an ordered dictionary, which needs no sorting.</summary>
[ReplicatedStateMachine]
public sealed partial class SortedBookkeeper
{
    private SortedDictionary<string, Transfer> _accounts = new(StringComparer.Ordinal);

    public SortedDictionary<string, Transfer> Accounts
    {
        get => _accounts;
        set => _accounts = value;
    }

    /// <summary>Counts them.</summary>
    [Query(1)]
    public int Count() => _accounts.Count;
}
