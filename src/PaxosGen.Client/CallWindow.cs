namespace PaxosGen.Client;

/// <summary>
/// How many calls the client has out at once: as many as it may, until the cluster says that it has too much to do. Then
/// half as many, once for all that were out at the time, and one more for each windowful of answers. So clients of a busy
/// cluster queue at home and in order, and not by asking again and again.
/// </summary>
/// <remarks>Additive increase and multiplicative decrease share out what there is (Chiu and Jain 1989).</remarks>
internal sealed class CallWindow(int most)
{
    private double _size = most;
    private long _halvedAt = long.MinValue;

    /// <summary>Calls that may be out, from 1.</summary>
    public int Size => (int)_size;

    /// <summary>A call was answered.</summary>
    public void OnAnswered()
    {
        if (_size < most)
        {
            _size = Math.Min(most, _size + (1 / _size));
        }
    }

    /// <summary>A call was refused for lack of room.</summary>
    /// <param name="sentAt">When it was sent.</param>
    /// <param name="now">What time it is.</param>
    public void OnOverloaded(long sentAt, long now)
    {
        if (sentAt > _halvedAt)
        {
            _size = Math.Max(1, _size / 2);
            _halvedAt = now;
        }
    }
}
