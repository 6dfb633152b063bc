namespace PaxosGen.Core.Tests;

/// <summary>Measures how many bytes code allocates per item once it runs steadily: bytes, not time, so the same on every machine.</summary>
internal static class Allocated
{
    private const int WarmUps = 20;
    private const int Windows = 5;
    private const int RoundsInWindow = 20;

    /// <summary>
    /// The bytes that this thread allocates per item. Of several windows of many rounds the least counts: what grows by
    /// doubling, or once only, is in some of them and not in others; what each item costs, and the chunks that many share, is
    /// in all.
    /// </summary>
    /// <param name="items">Items in a round.</param>
    /// <param name="prepare">Makes what a round needs; not counted.</param>
    /// <param name="round">What is measured.</param>
    public static double PerItem<T>(int items, Func<T> prepare, Action<T> round)
    {
        for (var i = 0; i < WarmUps; i++)
        {
            round(prepare());
        }

        var least = long.MaxValue;
        var prepared = new T[RoundsInWindow];
        for (var window = 0; window < Windows; window++)
        {
            for (var i = 0; i < RoundsInWindow; i++)
            {
                prepared[i] = prepare();
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var one in prepared)
            {
                round(one);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least / (double)(RoundsInWindow * items);
    }
}
