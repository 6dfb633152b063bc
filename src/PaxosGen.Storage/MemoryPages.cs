namespace PaxosGen.Storage;

/// <summary>
/// One image of a file in memory. Pages that hold zeros alone take no space, as in a sparse file: segments are
/// preallocated, zeroed ahead and hardly ever filled.
/// </summary>
internal sealed class MemoryPages
{
    private const int PageBytes = 4096;

    private readonly List<byte[]?> _pages = [];

    public long Length { get; private set; }

    public void Extend(long length)
    {
        Length = Math.Max(Length, length);
        while ((long)_pages.Count * PageBytes < Length)
        {
            _pages.Add(null);
        }
    }

    /// <summary>Copies bytes to a buffer.</summary>
    /// <returns>How many: fewer than asked for at the end.</returns>
    public int Read(Span<byte> buffer, long offset)
    {
        var count = (int)Math.Clamp(Length - offset, 0, buffer.Length);
        for (var rest = buffer[..count]; rest.Length > 0;)
        {
            var (page, from) = ((int)(offset / PageBytes), (int)(offset % PageBytes));
            var part = rest[..Math.Min(rest.Length, PageBytes - from)];
            if (_pages[page] is { } bytes)
            {
                bytes.AsSpan(from, part.Length).CopyTo(part);
            }
            else
            {
                part.Clear();
            }

            offset += part.Length;
            rest = rest[part.Length..];
        }

        return count;
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        Extend(offset + bytes.Length);
        while (bytes.Length > 0)
        {
            var (page, from) = ((int)(offset / PageBytes), (int)(offset % PageBytes));
            var part = bytes[..Math.Min(bytes.Length, PageBytes - from)];
            if (_pages[page] is not null || part.ContainsAnyExcept((byte)0))
            {
                part.CopyTo((_pages[page] ??= new byte[PageBytes]).AsSpan(from));
            }

            offset += part.Length;
            bytes = bytes[part.Length..];
        }
    }

    public void Flip(long offset, byte mask) => (_pages[(int)(offset / PageBytes)] ??= new byte[PageBytes])[offset % PageBytes] ^= mask;

    public MemoryPages Copy()
    {
        var copy = new MemoryPages { Length = Length };
        foreach (var page in _pages)
        {
            copy._pages.Add(page?.ToArray());
        }

        return copy;
    }
}
