using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.B253;

[ReplicatedStateMachine]
public partial class People
{
    private readonly List<(string Last, string First)> _people = new();

    [Command(1)]
    public string Add(string first, string last)
    {
        _people.Add((last, first));
        _people.Sort(); // EXPECT: culture-compare
        return _people.Min().First; // EXPECT: culture-compare
    }
}
