using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.G203;

// The order in which the expired ones are found does not matter: each is removed, and no order survives.
[ReplicatedStateMachine]
public partial class Cache
{
    private readonly Dictionary<string, DateTimeOffset> _until = new(StringComparer.Ordinal);

    [Command(1)]
    public void Put(string key, CommandContext context) => _until[key] = context.Timestamp.AddMinutes(5);

    [Command(2)]
    public int Expire(CommandContext context)
    {
        var expired = _until.Where(e => e.Value <= context.Timestamp).Select(e => e.Key).ToList();
        foreach (var key in expired) _until.Remove(key);
        return expired.Count;
    }
}
