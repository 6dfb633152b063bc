using System;
using System.Collections.Generic;
using System.Globalization;
using PaxosGen;
namespace Corpus.G230;

[ReplicatedStateMachine]
public partial class Forms
{
    private readonly Dictionary<string, int> _fields = new(StringComparer.Ordinal);
    private int _errors;

    [Command(1)]
    public bool Set(string name, string value)
    {
        try
        {
            _fields[name] = checked(int.Parse(value, CultureInfo.InvariantCulture) * 2);
            return true;
        }
        catch (FormatException)
        {
            _errors++;
            return false;
        }
        catch (OverflowException) when (value.Length > 3)
        {
            _errors += 2;
            return false;
        }
    }

    [Command(2)]
    public int Get(string name)
    {
        try { return _fields[name]; }
        catch (KeyNotFoundException) { return 0; }
    }
}
