using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;
using PaxosGen;
namespace Corpus.G245;

[ReplicatedStateMachine]
public partial class Emails
{
    private static readonly Regex Shape = new("^[^@ ]+@[^@ ]+$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    private readonly List<string> _emails = new();

    [Command(1)]
    public bool Add(string email)
    {
        if (!Shape.IsMatch(email)) return false;
        var match = Shape.Match(email);
        _emails.Add(match.Value);
        return match.Groups.Count > 0;
    }
}
