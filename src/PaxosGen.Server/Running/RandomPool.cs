using System.Security.Cryptography;

namespace PaxosGen.Server.Running;

/// <summary>
/// Random bytes that nobody can guess, asked of the system many at a time: asking costs as much for a kilobyte as for the
/// eight bytes that a command needs, and more than the rest of what is done when a command arrives.
/// </summary>
/// <remarks>Thread-safe: each thread has a pool of its own. Bytes are forgotten as they are handed out.</remarks>
internal static class RandomPool
{
    private const int PoolBytes = 4096;

    [ThreadStatic]
    private static byte[]? _pool;

    [ThreadStatic]
    private static int _left;

    /// <summary>Fills a buffer.</summary>
    public static void Fill(Span<byte> bytes)
    {
        if (bytes.Length > PoolBytes)
        {
            RandomNumberGenerator.Fill(bytes);
            return;
        }

        _pool ??= new byte[PoolBytes];
        if (_left < bytes.Length)
        {
            RandomNumberGenerator.Fill(_pool);
            _left = PoolBytes;
        }

        var taken = _pool.AsSpan(PoolBytes - _left, bytes.Length);
        taken.CopyTo(bytes);
        taken.Clear();
        _left -= bytes.Length;
    }
}
