using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B301;

[ReplicatedStateMachine]
public partial class Articles
{
    private readonly Dictionary<int, string> _articles = new();
    private int _reads;
    private string _last = "";

    [Command(1)]
    public void Put(int id, string text) => _articles[id] = text;

    [Query(2)]
    public string? Get(int id)
    {
        _reads++; // EXPECT: query-mutation
        var found = _articles.TryGetValue(id, out var text);
        _last = text ?? ""; // EXPECT: query-mutation
        return found ? _last + _reads % 2 : null;
    }
}
