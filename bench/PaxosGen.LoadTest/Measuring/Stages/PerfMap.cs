using System.Globalization;

namespace PaxosGen.LoadTest.Measuring.Stages;

/// <summary>Where the methods of a .NET process are in its memory: <c>/tmp/perf-PID.map</c>, which the runtime writes with <c>DOTNET_PerfMapEnabled=1</c>.</summary>
internal sealed class PerfMap
{
    private readonly (ulong Start, ulong End, string Method)[] _methods;

    private PerfMap((ulong Start, ulong End, string Method)[] methods) => _methods = methods;

    /// <summary>Reads lines of <c>ADDRESS SIZE NAME</c>, in hexadecimal.</summary>
    public static PerfMap Read(IEnumerable<string> lines)
    {
        // Of two methods at one address the later one is there now.
        var methods = new SortedDictionary<ulong, (ulong End, string Method)>();
        foreach (var line in lines)
        {
            if (line.Split(' ', 3) is [var address, var size, var name])
            {
                var start = Hex(address);
                methods[start] = (start + Hex(size), MethodOf(name));
            }
        }

        return new PerfMap([.. methods.Select(m => (m.Key, m.Value.End, m.Value.Method))]);
    }

    /// <summary>The method at an address, as <c>Namespace.Type::Method</c>; empty if there is none.</summary>
    public string MethodAt(ulong address)
    {
        var (low, high) = (0, _methods.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _methods[middle].Start <= address ? (middle + 1, high) : (low, middle);
        }

        return low > 0 && address < _methods[low - 1].End ? _methods[low - 1].Method : "";
    }

    /// <summary>A number in hexadecimal, with 0x before it or not.</summary>
    public static ulong Hex(string text) =>
        ulong.Parse(text.StartsWith("0x", StringComparison.Ordinal) ? text.AsSpan(2) : text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>Cuts result, assembly and parameters off <c>instance void [Assembly] Type::Method(int32)[Tier1]</c>.</summary>
    private static string MethodOf(string name)
    {
        var colons = name.IndexOf("::", StringComparison.Ordinal);
        if (colons < 0)
        {
            return "";
        }

        var start = name.LastIndexOf("] ", colons, StringComparison.Ordinal);
        var end = name.IndexOf('(', colons);
        return name[(start < 0 ? 0 : start + 2)..(end < 0 ? name.Length : end)];
    }
}
