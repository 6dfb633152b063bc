using System;
using System.Collections.Generic;
using System.Text;
using PaxosGen;
namespace Corpus.G304;

[ReplicatedStateMachine]
public partial class Codes
{
    private readonly List<string> _codes = new();

    [Command(1)]
    public string Make(uint n, byte[] data, Guid id, CommandContext context)
    {
        _codes.Add(n.ToString("X8")); // ALLOW: culture-format
        _codes.Add(Convert.ToHexString(data) + Convert.ToBase64String(data) + Convert.ToString(n, 16));
        _codes.Add(context.Timestamp.ToString("O")); // ALLOW: culture-format
        _codes.Add($"{id:N}-{id}"); // ALLOW: culture-format
        _codes.Add(string.Join('/', _codes[0], "x", 'y'.ToString()));
        _codes.Add(new StringBuilder().Append('a').Append("b").Append(true).Append(id.ToString()).ToString());
        return _codes[^1] + TimeSpan.FromSeconds(3) + char.ToUpperInvariant('i') + Convert.ToInt32("ff", 16);
    }
}
