using System.Collections.Generic;
using System.IO;
using PaxosGen;
namespace Corpus.B292;

[ReplicatedStateMachine]
public partial class Tree
{
    private readonly List<string> _paths = new();

    [Command(1)]
    public string Add(string folder, string name)
    {
        _paths.Add(folder + Path.DirectorySeparatorChar + name); // EXPECT: platform
        _paths.Add(Path.GetFullPath(name)); // EXPECT: platform|io|environment
        return Path.GetFileName(_paths[0]); // EXPECT: platform
    }
}
