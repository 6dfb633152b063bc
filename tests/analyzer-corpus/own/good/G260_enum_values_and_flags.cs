using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G260;

[Flags]
public enum Rights { None = 0, Read = 1, Write = 2, All = 3 }

[ReplicatedStateMachine]
public partial class Acl
{
    private readonly Dictionary<int, Rights> _rights = new();
    private readonly List<string> _log = new();

    [Command(1)]
    public bool Grant(int user, Rights rights)
    {
        if (!Enum.IsDefined(rights)) return false;
        _rights[user] = _rights.GetValueOrDefault(user) | rights;
        foreach (var right in Enum.GetValues<Rights>())
            if (_rights[user].HasFlag(right)) _log.Add(right.ToString());
        return _rights[user] == Rights.All && Enum.GetName(rights) is not null;
    }
}
