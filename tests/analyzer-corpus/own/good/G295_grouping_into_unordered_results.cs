using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.G295;

[ReplicatedStateMachine]
public partial class Census
{
    private readonly Dictionary<string, string> _cityOf = new(StringComparer.Ordinal);
    private Dictionary<string, int> _sizes = new(StringComparer.Ordinal);

    [Command(1)]
    public void Move(string person, string city) => _cityOf[person] = city;

    [Command(2)]
    public int Count()
    {
        _sizes = _cityOf.GroupBy(c => c.Value, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        _sizes = _cityOf.Values.CountBy(c => c).ToDictionary(c => c.Key, c => c.Value, StringComparer.Ordinal);
        var byCity = _cityOf.ToLookup(c => c.Value, c => c.Key, StringComparer.Ordinal);
        return byCity["rome"].Count() + _cityOf.Values.Distinct().Count() + _cityOf.SelectMany(c => c.Value).Count(ch => ch == 'o')
            + _cityOf.Aggregate(0, (sum, c) => sum + c.Value.Length);
    }
}
