using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using PaxosGen;
namespace Corpus.B211;

[ReplicatedStateMachine]
public partial class Tokens
{
    private readonly Dictionary<string, string> _tokens = new(StringComparer.Ordinal);

    [Command(1)]
    public string Issue(string user)
    {
        var bytes = RandomNumberGenerator.GetBytes(16); // EXPECT: entropy
        Span<byte> salt = stackalloc byte[8];
        RandomNumberGenerator.Fill(salt); // EXPECT: entropy
        return _tokens[user] = Convert.ToHexString(bytes) + Convert.ToHexString(salt);
    }
}
