using System;
using System.Text.RegularExpressions;
using System.Threading;
using PaxosGen;
namespace Corpus.B307;

[ReplicatedStateMachine]
public partial class Filters
{
    private int _matched;

    [Command(1)]
    public int Match(string text)
    {
        try
        {
            if (Regex.IsMatch(text, "(a+)+b", RegexOptions.None, TimeSpan.FromMilliseconds(50))) _matched++; // EXPECT: timeout|wall-clock
        }
        catch (RegexMatchTimeoutException) { _matched--; } // ALLOW: exception|timeout
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(5)); // EXPECT: timeout|wall-clock|threading
        while (!stop.IsCancellationRequested && _matched < 3) _matched++; // ALLOW: timeout|threading
        return _matched;
    }
}
