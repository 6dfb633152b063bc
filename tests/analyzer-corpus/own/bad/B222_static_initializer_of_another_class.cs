using System;
using PaxosGen;
namespace Corpus.B222;

internal static class Boot
{
    public static readonly DateTime At = DateTime.UtcNow; // EXPECT: wall-clock|static-state
    public static readonly Guid Node;
    static Boot() => Node = Guid.NewGuid(); // EXPECT: entropy|static-state
}

[ReplicatedStateMachine]
public partial class Uptime
{
    private double _seconds;
    private Guid _node;

    [Command(1)]
    public void Report(CommandContext context)
    {
        _seconds = (context.Timestamp.UtcDateTime - Boot.At).TotalSeconds;
        _node = Boot.Node;
    }
}
