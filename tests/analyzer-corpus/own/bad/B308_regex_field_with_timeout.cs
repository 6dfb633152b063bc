using System;
using System.Text.RegularExpressions;
using PaxosGen;
namespace Corpus.B308;

[ReplicatedStateMachine]
public partial class Validator
{
    private static readonly Regex Shape = new("^(\\w+\\s?)*$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)); // EXPECT: timeout|wall-clock
    private int _valid;

    [Command(1)]
    public int Check(string text) => Shape.IsMatch(text) ? ++_valid : _valid;
}
