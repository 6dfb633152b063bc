using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.B335;

public sealed class User
{
    public HashSet<string> Tags { get; set; } = new(StringComparer.Ordinal);
    public string Main { get; set; } = "";
}

[ReplicatedStateMachine]
public partial class Users
{
    private readonly SortedDictionary<int, User> _users = new();
    private readonly List<string> _all = new();

    [Command(1)]
    public int Tag(int id, string tag)
    {
        if (!_users.TryGetValue(id, out var user)) _users[id] = user = new User();
        user.Tags.Add(tag);
        user.Main = user.Tags.First(); // EXPECT: unordered-iteration
        _all.AddRange(_users.Values.SelectMany(u => u.Tags)); // EXPECT: unordered-iteration
        return _all.Count;
    }
}
