using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.G320;

[ReplicatedStateMachine]
public partial class Ttl
{
    private readonly Dictionary<string, DateTimeOffset> _until = new(StringComparer.Ordinal);
    private readonly SortedSet<(DateTimeOffset At, int Id)> _index = new();
    private readonly List<string> _expired = new();

    [Command(1)]
    public void Put(string key, int seconds, CommandContext context)
    {
        _until[key] = context.Timestamp.AddSeconds(seconds);
        _index.Add((_until[key], _until.Count));
    }

    [Command(2)]
    public string[] Expire(CommandContext context)
    {
        while (_index.Count > 0 && _index.Min.At <= context.Timestamp) _index.Remove(_index.Min);
        var gone = new List<string>();
        foreach (var (key, at) in _until)
            if (at <= context.Timestamp) gone.Add(key);
        gone.Sort(StringComparer.Ordinal);
        gone.ForEach(key => _until.Remove(key));
        _expired.AddRange(gone);
        var next = _until.Count == 0 ? DateTimeOffset.MaxValue : _until.Values.Min();
        return next > context.Timestamp ? [.. gone] : [];
    }
}
