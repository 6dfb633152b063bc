using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
using PaxosGen;
namespace Corpus.B268;

[ReplicatedStateMachine]
public partial class Hosts
{
    private readonly List<string> _hosts = new();

    [Command(1)]
    public int Register()
    {
        _hosts.Add(Dns.GetHostName()); // EXPECT: io|environment
        return Process.GetCurrentProcess().Id; // EXPECT: io|environment
    }
}
