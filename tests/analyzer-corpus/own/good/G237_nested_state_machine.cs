using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G237;

public static partial class Shop
{
    public sealed record Line(string Sku, int Quantity);

    [ReplicatedStateMachine]
    public sealed partial class Cart
    {
        private readonly List<Line> _lines = [];

        [Command(1)]
        public int Add(Line line)
        {
            var at = _lines.FindIndex(l => string.Equals(l.Sku, line.Sku, StringComparison.Ordinal));
            if (at < 0) _lines.Add(line);
            else _lines[at] = line with { Quantity = _lines[at].Quantity + line.Quantity };
            return _lines.Count;
        }
    }

    public static DateTime OpenedAt { get; } = DateTime.UtcNow;
}
