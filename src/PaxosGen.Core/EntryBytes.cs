namespace PaxosGen.Core;

/// <summary>
/// Makes the entries of proposed commands, their bytes one after the other in large arrays: as many as the log holds
/// would cost each collection of garbage more as arrays of their own than all else that a replica does.
/// </summary>
internal sealed class EntryBytes
{
    // Below the 85,000 bytes from which on an array counts as large and is collected late.
    private const int ChunkBytes = 64 << 10;
    private const int LargestShared = ChunkBytes / 8;

    private CanonicalWriter _writer = new(LargestShared);
    private byte[] _chunk = [];
    private int _used;

    /// <summary>The entry of a command.</summary>
    public Entry Command(in CommandEntry command)
    {
        _writer.Clear();
        command.WriteTo(_writer);
        if (_writer.Length > LargestShared)
        {
            var large = new Entry(_writer.ToArray());
            _writer = new CanonicalWriter(LargestShared);
            return large;
        }

        if (_chunk.Length - _used < _writer.Length)
        {
            _chunk = GC.AllocateUninitializedArray<byte>(ChunkBytes);
            _used = 0;
        }

        var bytes = _chunk.AsMemory(_used, _writer.Length);
        _writer.WrittenSpan.CopyTo(bytes.Span);
        _used += bytes.Length;
        return new Entry(bytes);
    }
}
