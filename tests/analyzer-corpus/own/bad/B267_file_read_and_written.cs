using System.IO;
using PaxosGen;
namespace Corpus.B267;

[ReplicatedStateMachine]
public partial class Quota
{
    private int _limit = 10;

    [Command(1)]
    public int Reload(string path)
    {
        if (File.Exists(path)) _limit = File.ReadAllLines(path).Length; // EXPECT: io
        return _limit;
    }

    [Command(2)]
    public int Count(string folder)
    {
        if (!System.IO.Directory.Exists(folder)) return 0; // EXPECT: io
        foreach (var _ in new DirectoryInfo(folder).EnumerateFiles()) _limit++; // EXPECT: io
        return _limit;
    }
}
