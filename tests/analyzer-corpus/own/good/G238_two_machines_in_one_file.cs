using System;
using System.Collections.Generic;
using PaxosGen;

namespace Corpus.G238
{
    internal static class Rules
    {
        public const int MaxName = 40;
        public static bool IsName(string text) => text.Length is > 0 and <= MaxName && !text.Contains('/');
    }

    [ReplicatedStateMachine]
    public partial class Users
    {
        private readonly SortedSet<string> _users = new(StringComparer.Ordinal);

        [Command(1)]
        public bool Add(string name) => Rules.IsName(name) && _users.Add(name);
    }
}

namespace Corpus.G238.Second
{
    [ReplicatedStateMachine]
    public partial class Rooms
    {
        private readonly SortedDictionary<string, SortedSet<string>> _rooms = new(StringComparer.Ordinal);

        [Command(1)]
        public bool Enter(string room, string name)
        {
            if (!Rules.IsName(room) || !Rules.IsName(name)) return false;
            if (!_rooms.TryGetValue(room, out var there)) _rooms[room] = there = new(StringComparer.Ordinal);
            return there.Add(name);
        }
    }
}
