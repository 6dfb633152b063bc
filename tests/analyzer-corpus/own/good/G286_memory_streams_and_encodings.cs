using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using PaxosGen;
namespace Corpus.G286;

[ReplicatedStateMachine]
public partial class Documents
{
    private readonly List<string> _lines = new();

    [Command(1)]
    public int Load(byte[] data)
    {
        using var stream = new MemoryStream(data, writable: false);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line) _lines.Add(line);
        using var text = new StringReader(string.Join('\n', _lines));
        return text.ReadToEnd().Length + Convert.FromBase64String("AAAA").Length;
    }
}
