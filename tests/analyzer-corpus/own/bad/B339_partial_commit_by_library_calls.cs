using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using PaxosGen;
namespace Corpus.B339;

[ReplicatedStateMachine]
public partial class Ledger
{
    private readonly List<string> _lines = new();
    private decimal _total;

    [Command(1)]
    public decimal Add(string line, decimal limit)
    {
        _lines.Add(line);
        var amount = decimal.Parse(line, CultureInfo.InvariantCulture); // EXPECT: partial-commit #a
        _total += amount; // ALLOW: partial-commit
        return _total > limit ? throw new InvalidOperationException("limit") : _total; // EXPECT: partial-commit
    }
}
