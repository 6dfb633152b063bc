using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using PaxosGen;
namespace Corpus.B228;

[ReplicatedStateMachine]
public partial class Labels
{
    private ImmutableHashSet<string> _labels = ImmutableHashSet<string>.Empty;
    private ImmutableDictionary<string, int> _counts = ImmutableDictionary<string, int>.Empty;
    private List<string> _published = new();

    [Command(1)]
    public void Add(string label) => _labels = _labels.Add(label);

    [Command(2)]
    public void Publish()
    {
        _published = _labels.ToList(); // EXPECT: unordered-iteration
        foreach (var (label, _) in _counts) _published.Add(label); // EXPECT: unordered-iteration
    }
}
