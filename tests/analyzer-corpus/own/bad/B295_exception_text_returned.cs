using System;
using System.Collections.Generic;
using System.Globalization;
using PaxosGen;
namespace Corpus.B295;

[ReplicatedStateMachine]
public partial class Calculator
{
    private readonly List<string> _errors = new();

    [Command(1)]
    public string Divide(string a, string b)
    {
        try
        {
            return (int.Parse(a, CultureInfo.InvariantCulture) / int.Parse(b, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture);
        }
        catch (FormatException e)
        {
            _errors.Add(e.ToString()); // EXPECT: exception
            return "bad: " + e.Message; // EXPECT: exception
        }
        catch (DivideByZeroException e) { return e.StackTrace ?? ""; } // EXPECT: exception
    }
}
