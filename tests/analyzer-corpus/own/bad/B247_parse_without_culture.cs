using System;
using PaxosGen;
namespace Corpus.B247;

[ReplicatedStateMachine]
public partial class Import
{
    private decimal _sum;
    private DateTime _last;

    [Command(1)]
    public bool Row(string amount, string when)
    {
        if (!decimal.TryParse(amount, out var value)) return false; // EXPECT: culture-format
        _last = DateTime.Parse(when); // EXPECT: culture-format|time-zone
        _sum += value + (decimal)double.Parse(amount); // EXPECT: culture-format
        return Convert.ToDouble(amount) > 0; // EXPECT: culture-format
    }
}
