using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G226;

[ReplicatedStateMachine]
public partial class Playlist
{
    private readonly OrderedDictionary<string, int> _songs = new(StringComparer.Ordinal);
    private readonly List<string> _played = new();

    [Command(1)]
    public string? Next()
    {
        foreach (var (song, seconds) in _songs)
        {
            if (seconds == 0) continue;
            _played.Add(song);
            _songs.Remove(song);
            return song;
        }
        return null;
    }

    [Command(2)]
    public void Add(string song, int seconds) => _songs[song] = seconds;
}
