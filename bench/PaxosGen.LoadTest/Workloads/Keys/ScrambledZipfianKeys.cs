namespace PaxosGen.LoadTest.Workloads.Keys;

/// <summary>
/// Popularity by Zipf's law with the popular keys all over the key space, as in YCSB's scrambled Zipfian generator (Cooper et
/// al., <i>Benchmarking Cloud Serving Systems with YCSB</i>, SoCC 2010): a rank among ten thousand million, its FNV-1a hash, modulo
/// the number of keys.
/// </summary>
/// <remarks>The many ranks keep the skew the same for any number of keys: the most popular one gets 3.8 % of the calls.</remarks>
/// <param name="count">How many keys there are.</param>
internal sealed class ScrambledZipfianKeys(long count) : KeyChooser
{
    private const long RankCount = 10_000_000_000;
    private const double ZetaOfRankCount = 26.46902820178302;

    private readonly ZipfianRanks _ranks = new(RankCount, ZetaOfRankCount);

    /// <inheritdoc />
    public override long Next(Random random) => KeyOf(_ranks.Next(random));

    /// <summary>Which part of the calls this rank should get.</summary>
    public double PartOf(long rank) => _ranks.PartOf(rank);

    /// <summary>The key that has this rank.</summary>
    public long KeyOf(long rank) => (long)(Fnv1a(rank) & long.MaxValue) % count;

    // Over the eight bytes of the rank, lowest first.
    private static ulong Fnv1a(long value)
    {
        const ulong OffsetBasis = 0xCBF29CE484222325;
        const ulong Prime = 1099511628211;
        var hash = OffsetBasis;
        for (var i = 0; i < sizeof(long); i++)
        {
            hash = (hash ^ (byte)(value >> (8 * i))) * Prime;
        }

        return hash;
    }
}
