using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.G268;

[ReplicatedStateMachine]
public partial class Accounts
{
    private readonly Dictionary<int, string> _emails = new();

    // Single throws when there are several: whatever it returns does not depend on the order.
    [Command(1)]
    public int Find(string email) => _emails.SingleOrDefault(e => e.Value == email).Key;

    [Command(2)]
    public bool Add(int id, string email)
    {
        if (_emails.ContainsValue(email) || _emails.Values.Contains(email)) return false;
        return _emails.TryAdd(id, email);
    }
}
