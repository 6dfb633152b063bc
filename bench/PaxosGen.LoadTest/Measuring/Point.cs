namespace PaxosGen.LoadTest.Measuring;

/// <summary>One load of a comparison.</summary>
/// <param name="Mix"><c>writes</c>, <c>reads</c> or <c>half</c>.</param>
/// <param name="ValueBytes">Bytes of a value.</param>
/// <param name="Clients">Calls in flight.</param>
/// <param name="Connections">Connections that they share.</param>
internal sealed record Point(string Mix, int ValueBytes, int Clients, int Connections)
{
    /// <summary>Connections are shared beyond so many clients.</summary>
    public const int MaxConnections = 16;

    /// <summary>Calls in flight on the one connection that has all of them.</summary>
    public const int Multiplexed = 1000;

    /// <summary>Which part of the calls are reads.</summary>
    public int ReadPercent => Mix switch
    {
        "writes" => 0,
        "reads" => 100,
        "half" => 50,
        _ => throw new ArgumentException($"'{Mix}' is no mix; there are writes, reads and half."),
    };

    /// <summary>All points of so many clients, sizes and mixes; and one connection with many writes in flight, where the most clients are measured too.</summary>
    public static Point[] All(int[] clients, int[] sizes, string[] mixes)
    {
        var points = from mix in mixes from size in sizes from count in clients select new Point(mix, size, count, Math.Min(count, MaxConnections));
        var multiplexed = clients.Contains(Multiplexed) && mixes.Contains("writes") ? sizes.Select(size => new Point("writes", size, Multiplexed, 1)) : [];
        return [.. points, .. multiplexed];
    }

    /// <summary>Whether a target can be measured at it.</summary>
    public bool Suits(string target) => target switch
    {
        "ceiling" => ReadPercent == 0,
        "etcd" => Connections > 1 || Clients == 1,
        _ => true,
    };
}
