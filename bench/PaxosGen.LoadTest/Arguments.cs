using System.Globalization;

namespace PaxosGen.LoadTest;

/// <summary>Options of a command line: <c>--name value</c>, or <c>--name</c> alone.</summary>
internal sealed class Arguments
{
    private readonly List<string> _left;

    public Arguments(IEnumerable<string> arguments) => _left = [.. arguments];

    /// <summary>An option's value.</summary>
    public string Text(string name, string otherwise)
    {
        var at = _left.IndexOf("--" + name);
        if (at < 0)
        {
            return otherwise;
        }

        if (at + 1 == _left.Count)
        {
            throw new ArgumentException($"--{name} needs a value.");
        }

        var value = _left[at + 1];
        _left.RemoveRange(at, 2);
        return value;
    }

    /// <summary>Values of an option, separated by commas.</summary>
    public string[] Texts(string name, string otherwise) => Text(name, otherwise).Split(',');

    /// <summary>Words of an option, separated by blanks; none where it is not there.</summary>
    public string[] Words(string name) => Text(name, "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Numbers, separated by commas.</summary>
    public int[] Numbers(string name, string otherwise) => [.. Texts(name, otherwise).Select(t => int.Parse(t, CultureInfo.InvariantCulture))];

    /// <summary>A whole number.</summary>
    public int Number(string name, int otherwise) => int.Parse(Text(name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

    /// <summary>A number.</summary>
    public double Real(string name, double otherwise) => double.Parse(Text(name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

    /// <summary>Whether an option without a value is there.</summary>
    public bool Flag(string name) => _left.Remove("--" + name);

    /// <summary>The next argument that is no option, where one is allowed.</summary>
    public string? Next()
    {
        if (_left is not [{ } first, ..] || first.StartsWith("--", StringComparison.Ordinal))
        {
            return null;
        }

        _left.RemoveAt(0);
        return first;
    }

    /// <summary>Refuses what nobody has asked for, mistyped options above all.</summary>
    public void ThrowIfUnused()
    {
        if (_left.Count > 0)
        {
            throw new ArgumentException($"'{_left[0]}' means nothing here.");
        }
    }
}
