namespace PaxosGen.Storage;

/// <summary>The highest ballot promised or accepted, in the file <c>promised</c>.</summary>
internal sealed class PromisedFile : IDisposable
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "promised";

    private const ulong Magic = 0x4D4F_5250_4758_5001; // "\1PXGPROM"

    private readonly DoubleBlock _block;
    private readonly CanonicalWriter _writer = new(32);

    private PromisedFile(DoubleBlock block, Ballot ballot)
    {
        _block = block;
        Ballot = ballot;
    }

    /// <summary>The highest ballot promised; durable.</summary>
    public Ballot Ballot { get; private set; }

    /// <summary>Creates the file of a store that has promised nothing.</summary>
    public static PromisedFile Create(IDisk disk, uint seed)
    {
        var writer = new CanonicalWriter(32);
        Write(writer, Ballot.None);
        return new PromisedFile(DoubleBlock.Create(disk, FileName, Magic, seed, writer.WrittenSpan), Ballot.None);
    }

    /// <summary>Opens the file.</summary>
    /// <exception cref="StoreDamagedException">What was promised cannot be told any more.</exception>
    public static PromisedFile Open(IDisk disk, uint seed)
    {
        var block = DoubleBlock.Open(disk, FileName, Magic, seed, StoreDamagedException.NeverVoteAgain, out var value);
        var reader = new CanonicalReader(value);
        var epoch = new Epoch((long)reader.ReadVarUInt(long.MaxValue));
        var round = (long)reader.ReadVarUInt(long.MaxValue);
        var ballot = new Ballot(epoch, round, new ReplicaId((int)reader.ReadVarUInt(int.MaxValue)));
        reader.EndOfInput();
        return new PromisedFile(block, ballot);
    }

    /// <summary>Promises a ballot unless one as high is promised already; durable when this returns.</summary>
    public void Raise(Ballot ballot)
    {
        if (ballot <= Ballot)
        {
            return;
        }

        _writer.Clear();
        Write(_writer, ballot);
        _block.Write(_writer.WrittenSpan);
        Ballot = ballot;
    }

    /// <inheritdoc />
    public void Dispose() => _block.Dispose();

    private static void Write(CanonicalWriter writer, Ballot ballot)
    {
        writer.WriteVarUInt((ulong)ballot.Epoch.Value);
        writer.WriteVarUInt((ulong)ballot.Round);
        writer.WriteVarUInt((ulong)ballot.Replica.Value);
    }
}
