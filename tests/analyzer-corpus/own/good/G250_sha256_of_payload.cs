using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Text;
using PaxosGen;
namespace Corpus.G250;

[ReplicatedStateMachine]
public partial class Blobs
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private byte[] _chain = new byte[32];

    [Command(1)]
    public string Add(byte[] blob)
    {
        var digest = Convert.ToHexString(SHA256.HashData(blob));
        _known.Add(digest);
        _chain = SHA256.HashData(Encoding.UTF8.GetBytes(Convert.ToBase64String(_chain) + digest));
        return digest;
    }
}
