using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using PaxosGen;
namespace Corpus.G247;

public sealed class ByEmail : IEqualityComparer<string>
{
    public bool Equals(string? x, string? y) => string.Equals(x?.Trim(), y?.Trim(), StringComparison.OrdinalIgnoreCase);
    public int GetHashCode([DisallowNull] string obj) => obj.Trim().GetHashCode(StringComparison.OrdinalIgnoreCase);
}

[ReplicatedStateMachine]
public partial class Invitations
{
    private readonly List<string> _sent = new();

    [Command(1)]
    public int Send(string[] addresses)
    {
        var seen = new HashSet<string>(_sent, new ByEmail());
        foreach (var address in addresses)
            if (seen.Add(address)) _sent.Add(address);
        return _sent.Count;
    }
}
