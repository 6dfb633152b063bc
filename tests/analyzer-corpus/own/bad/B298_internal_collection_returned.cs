using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B298;

[ReplicatedStateMachine]
public partial class Inbox
{
    private readonly List<string> _messages = new();
    private readonly SortedDictionary<string, int> _unread = new(StringComparer.Ordinal);

    [Command(1)]
    public void Receive(string message) => _messages.Add(message);

    [Query(2)]
    public List<string> Messages() => _messages; // EXPECT: aliasing

    [Query(3)]
    public IReadOnlyDictionary<string, int> Unread() // EXPECT: aliasing #a
    {
        return _unread; // EXPECT: aliasing #a
    }
}
