using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.B250;

[ReplicatedStateMachine]
public partial class Directory
{
    private readonly HashSet<string> _names = new();
    private string[] _sorted = [];

    [Command(1)]
    public void Add(string name)
    {
        _names.Add(name);
        _sorted = _names.OrderBy(n => n).ToArray(); // EXPECT: culture-compare
    }

    [Command(2)]
    public string? Last() => _names.Max(); // EXPECT: culture-compare
}
