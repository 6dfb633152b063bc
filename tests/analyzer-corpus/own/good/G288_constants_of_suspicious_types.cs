using System;
using System.IO;
using System.Threading;
using PaxosGen;
namespace Corpus.G288;

[ReplicatedStateMachine]
public partial class Constants
{
    private const int Forever = Timeout.Infinite;
    private long _ticks = DateTime.MinValue.Ticks;
    private TimeSpan _wait = Timeout.InfiniteTimeSpan;
    private FileAccess _access = FileAccess.Read;
    private Guid _none = Guid.Empty;

    [Command(1)]
    public long Reset(Guid id, FileMode mode)
    {
        _ticks = DateTimeOffset.UnixEpoch.Ticks + DateTime.UnixEpoch.Ticks + TimeSpan.TicksPerDay + Forever;
        _wait = TimeSpan.Zero;
        _access = mode == FileMode.Open ? FileAccess.Read : FileAccess.ReadWrite;
        if (id == Guid.Empty || id == _none) return DateTime.MaxValue.Year;
        return _ticks + StringComparison.Ordinal.CompareTo(StringComparison.OrdinalIgnoreCase);
    }
}
