using System.Collections.Generic;
using System.Globalization;
using PaxosGen;
namespace Corpus.G254;

[ReplicatedStateMachine]
public partial class Csv
{
    private static readonly NumberFormatInfo Numbers = NumberFormatInfo.InvariantInfo;
    private readonly List<decimal> _amounts = new();

    [Command(1)]
    public string Line(string line)
    {
        foreach (var field in line.Split(','))
            _amounts.Add(decimal.Parse(field, NumberStyles.Float, Numbers));
        return string.Join(';', _amounts.ConvertAll(a => a.ToString(Numbers)));
    }
}
