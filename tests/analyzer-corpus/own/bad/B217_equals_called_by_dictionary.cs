using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B217;

public sealed record Key(string Name, DateTime Until)
{
    public bool Equals(Key? other) => other is not null && Name == other.Name && Until > DateTime.UtcNow; // EXPECT: wall-clock
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
}

[ReplicatedStateMachine]
public partial class Keys
{
    private readonly Dictionary<Key, int> _uses = new();

    [Command(1)]
    public int Use(string name, DateTime until)
    {
        var key = new Key(name, until);
        return _uses[key] = _uses.GetValueOrDefault(key) + 1;
    }
}
