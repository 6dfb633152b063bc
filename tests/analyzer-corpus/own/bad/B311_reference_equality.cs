using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B311;

public sealed class Room
{
    public string Name { get; set; } = "";
}

[ReplicatedStateMachine]
public partial class Rooms
{
    private readonly List<Room> _rooms = new();
    private Room? _current;

    [Command(1)]
    public bool Enter(string name)
    {
        var room = _rooms.Find(r => r.Name == name);
        if (room is null) _rooms.Add(room = new Room { Name = name });
        var moved = !ReferenceEquals(room, _current); // EXPECT: identity
        _current = room;
        return moved;
    }

    [Command(2)]
    public bool IsFirst() => _rooms.Count > 0 && _current == _rooms[0]; // EXPECT: identity
}
