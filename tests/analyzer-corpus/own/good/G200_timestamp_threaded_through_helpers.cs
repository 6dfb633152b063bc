using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G200;

[ReplicatedStateMachine]
public partial class Leases
{
    private readonly Dictionary<string, DateTimeOffset> _until = new(StringComparer.Ordinal);

    [Command(1)]
    public bool Take(string name, int seconds, CommandContext context)
    {
        if (IsLive(name, context.Timestamp)) return false;
        _until[name] = context.Timestamp + TimeSpan.FromSeconds(seconds);
        return true;
    }

    [Command(2)]
    public TimeSpan Left(string name, CommandContext context) =>
        IsLive(name, context.Timestamp) ? _until[name] - context.Timestamp : TimeSpan.Zero;

    private bool IsLive(string name, DateTimeOffset now) => _until.TryGetValue(name, out var until) && until > now;
}
