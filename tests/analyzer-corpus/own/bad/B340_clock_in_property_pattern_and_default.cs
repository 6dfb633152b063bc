using System;
using PaxosGen;
namespace Corpus.B340;

public sealed class Licence
{
    public DateTime Ends { get; set; }
    public bool IsValid => Ends > DateTime.UtcNow; // EXPECT: wall-clock
    public int Left { get => (Ends - DateTime.Today).Days; } // EXPECT: wall-clock
}

[ReplicatedStateMachine]
public partial class Licences
{
    private readonly Licence _licence = new();

    [Command(1)]
    public int Check() => _licence switch
    {
        { IsValid: true, Left: > 3 } => 1,
        _ => 0,
    };
}
