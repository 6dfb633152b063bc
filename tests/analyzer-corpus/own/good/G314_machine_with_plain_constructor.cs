using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G314;

public sealed record Options(int Limit, string Name);

[ReplicatedStateMachine]
public partial class Configured
{
    private readonly Options _options;
    private readonly List<string> _log;

    public Configured()
    {
        _options = new Options(Limit: 3, Name: "default");
        _log = new List<string>(_options.Limit) { "born" };
        for (var i = 0; i < _options.Limit; i++) _log.Add(new string('-', i));
    }

    [Command(1)]
    public string Add(string text)
    {
        _log.Add(text);
        if (_log.Count > _options.Limit) _log.RemoveAt(0);
        return _options.Name + _log[0];
    }
}
