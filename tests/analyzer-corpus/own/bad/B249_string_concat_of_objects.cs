using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.B249;

[ReplicatedStateMachine]
public partial class Joined
{
    private readonly List<double> _xs = new();
    private string _text = "";

    [Command(1)]
    public string Add(double x)
    {
        _xs.Add(x);
        _text = string.Join(";", _xs); // EXPECT: culture-format
        return _text + string.Concat("=", (object)x); // EXPECT: culture-format
    }
}
