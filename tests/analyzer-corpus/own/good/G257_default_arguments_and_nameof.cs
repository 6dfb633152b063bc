using System;
using System.Collections.Generic;
using System.IO;
using PaxosGen;
namespace Corpus.G257;

[ReplicatedStateMachine]
public partial class Schema
{
    private readonly List<string> _columns = [nameof(DateTime.Now), nameof(Guid.NewGuid), nameof(Environment.MachineName)];
    private string _type = "";

    [Command(1)]
    public string Add(string column, bool wide = true)
    {
        _columns.Add(column);
        _type = typeof(File).Name + nameof(File.Exists); // ALLOW: reflection
        return wide ? _type : nameof(Random.Shared);
    }
}
