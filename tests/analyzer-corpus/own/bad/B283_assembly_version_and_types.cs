using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using PaxosGen;
namespace Corpus.B283;

[ReplicatedStateMachine]
public partial class Versions
{
    private readonly List<string> _seen = new();

    [Command(1)]
    public int Start()
    {
        _seen.Add(Assembly.GetExecutingAssembly().GetName().ToString()); // EXPECT: reflection
        _seen.AddRange(typeof(Versions).Assembly.GetTypes().Select(t => t.Name)); // EXPECT: reflection
        return _seen.Count;
    }
}
