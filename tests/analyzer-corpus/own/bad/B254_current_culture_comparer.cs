using System;
using System.Collections.Generic;
using System.Globalization;
using PaxosGen;
namespace Corpus.B254;

[ReplicatedStateMachine]
public partial class Titles
{
    private readonly HashSet<string> _titles = new(StringComparer.CurrentCultureIgnoreCase); // EXPECT: culture-compare
    private string _country = "";

    [Command(1)]
    public bool Add(string title)
    {
        _country = RegionInfo.CurrentRegion.Name; // EXPECT: culture-format|environment
        if (title.Equals("the", StringComparison.CurrentCulture)) return false; // EXPECT: culture-compare
        return _titles.Add(title) && CultureInfo.CurrentCulture.Name != "tr"; // EXPECT: culture-format|culture-compare|environment
    }
}
