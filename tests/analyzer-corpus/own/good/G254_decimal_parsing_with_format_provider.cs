using System.Collections.Generic;
using System.Globalization;
using System.Linq;
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
        var amounts = line.Split(',').Select(field => decimal.Parse(field, NumberStyles.Float, Numbers)).ToArray();
        _amounts.AddRange(amounts);
        return string.Join(';', _amounts.ConvertAll(a => a.ToString(Numbers)));
    }
}
