using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G217;

[ReplicatedStateMachine]
public partial class Tariffs
{
    private static readonly FrozenDictionary<string, int> Cents = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["letter"] = 95,
        ["parcel"] = 549,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Zones = FrozenSet.ToFrozenSet(["eu", "us"], StringComparer.Ordinal);

    private long _taken;

    [Command(1)]
    public long Send(string kind, string zone)
    {
        if (!Zones.Contains(zone) || !Cents.TryGetValue(kind, out var cents)) return -1;
        return _taken += cents;
    }
}
