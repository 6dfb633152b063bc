using System;
using PaxosGen;
namespace Corpus.B255;

[ReplicatedStateMachine]
public partial class Ranges
{
    private int _inside;

    [Command(1)]
    public int Test(string low, string high, string x)
    {
        if (x.EndsWith("ß") || x.LastIndexOf("ss") > 0) return -1; // EXPECT: culture-compare
        if (string.Compare(x, low, ignoreCase: true) >= 0) _inside++; // EXPECT: culture-compare
        return x.ToLower() == high ? 0 : _inside; // EXPECT: culture-compare
    }
}
