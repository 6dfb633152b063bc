using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B310;

public sealed class Player
{
    public string Name { get; set; } = "";
}

// Keys compare by reference: after a restore the key and the player in the list are two objects.
[ReplicatedStateMachine]
public partial class Game
{
    private readonly List<Player> _players = new();
    private readonly Dictionary<Player, int> _scores = new(); // EXPECT: identity|state-shape #a

    [Command(1)]
    public int Score(string name)
    {
        var player = _players.Find(p => p.Name == name);
        if (player is null) _players.Add(player = new Player { Name = name });
        return _scores[player] = _scores.GetValueOrDefault(player) + 1; // EXPECT: identity|state-shape #a
    }
}
