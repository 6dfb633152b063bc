using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G208;

[ReplicatedStateMachine]
public partial class Permissions
{
    private readonly Dictionary<string, HashSet<string>> _roles = new(StringComparer.Ordinal);

    [Command(1)]
    public void Grant(string user, string role)
    {
        if (!_roles.TryGetValue(user, out var roles)) _roles.Add(user, roles = new(StringComparer.Ordinal));
        roles.Add(role);
    }

    [Command(2)]
    public bool AnyoneHas(string role)
    {
        foreach (var roles in _roles.Values)
            if (roles.Contains(role)) return true;
        return false;
    }
}
