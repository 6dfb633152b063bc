using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.B203;

[ReplicatedStateMachine]
public partial class Stamps
{
    private readonly List<long> _stamps = new();

    [Command(1)]
    public void Stamp(int[] ids) => _stamps.AddRange(ids.Select(Mark));

    private static long Mark(int id) => Measure(Ticks) + id;
    private static long Measure(Func<long> clock) => clock(); // ALLOW: unknown-call
    private static long Ticks() => DateTime.UtcNow.Ticks; // EXPECT: wall-clock
}
