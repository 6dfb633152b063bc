using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B300;

[ReplicatedStateMachine]
public partial class Feed
{
    private readonly List<string> _posts = new();

    [Command(1)]
    public void Post(string text) => _posts.Add(text);

    [Query(2)]
    public IEnumerable<string> Latest(int n) // EXPECT: deferred-execution
    {
        for (var i = _posts.Count - 1; i >= 0 && n-- > 0; i--) yield return _posts[i];
    }
}
