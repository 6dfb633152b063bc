using System;
using PaxosGen;
namespace Corpus.G235;

public interface INow { long Millis { get; } }

public readonly struct LogNow(DateTimeOffset at) : INow { public long Millis => at.ToUnixTimeMilliseconds(); }

public readonly struct SystemNow : INow { public long Millis => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(); }

internal static class Window
{
    public static long Start<TNow>(TNow now, long size) where TNow : INow => now.Millis / size * size;
}

[ReplicatedStateMachine]
public partial class Rates
{
    private long _window;
    private int _count;

    [Command(1)]
    public bool Enter(CommandContext context)
    {
        var start = Window.Start(new LogNow(context.Timestamp), 1000);
        if (start != _window) (_window, _count) = (start, 0);
        return ++_count <= 10;
    }
}

public static class HostWindow
{
    public static long Current() => Window.Start(new SystemNow(), 1000);
}
