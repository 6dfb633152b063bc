namespace PaxosGen.LoadTest.Measuring.Stages;

/// <summary>Call stacks out of what <c>perf script -F comm,ip,sym,dso</c> prints: of native code the names are perf's, of managed code the runtime's.</summary>
internal static class PerfSamples
{
    /// <summary>For each sample its thread's name and its stack, the innermost frame first.</summary>
    public static IEnumerable<(string Thread, List<StackFrame> Stack)> Read(IEnumerable<string> lines, PerfMap map)
    {
        var thread = "";
        var stack = new List<StackFrame>();
        foreach (var line in lines)
        {
            if (line.Length > 0 && char.IsWhiteSpace(line[0]))
            {
                stack.Add(FrameOf(line.Trim(), map));
            }
            else
            {
                if (stack.Count > 0)
                {
                    yield return (thread, stack);
                    stack = [];
                }

                thread = line.Trim();
            }
        }

        if (stack.Count > 0)
        {
            yield return (thread, stack);
        }
    }

    /// <summary>A line of <c>ADDRESS NAME (MODULE)</c>.</summary>
    private static StackFrame FrameOf(string line, PerfMap map)
    {
        var space = line.IndexOf(' ');
        var module = line.LastIndexOf(" (", StringComparison.Ordinal);
        var managed = map.MethodAt(PerfMap.Hex(line[..space]));
        var native = module > space ? line[(space + 1)..module] : "";
        return new StackFrame(managed.Length > 0 || native == "[unknown]" ? managed : native, line[(module + 1)..]);
    }
}
