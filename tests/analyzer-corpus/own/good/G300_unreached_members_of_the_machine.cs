using System;
using System.Collections.Generic;
using System.IO;
using PaxosGen;
namespace Corpus.G300;

public abstract class Exporter { public abstract string Export(int n); }
public sealed class MemoryExporter : Exporter { public override string Export(int n) => new('x', n & 15); }
public sealed class FileExporter : Exporter { public override string Export(int n) => File.ReadAllText(Path.GetTempFileName()); }

[ReplicatedStateMachine]
public partial class Exports
{
    private readonly List<string> _done = new();

    public static DateTime Loaded { get; } = DateTime.UtcNow;
    public static string Describe() => Environment.MachineName + Loaded;
    private static long Pick(long x) => x + 1;
    private static long Pick(string x) => x.Length + Environment.TickCount64;

    [Command(1)]
    public long Run(int n)
    {
        Exporter exporter = new MemoryExporter();
        _done.Add(exporter.Export(n));
        return Pick(n);
    }
}

public static class Tool
{
    public static string Dump() => new FileExporter().Export(1) + Exports.Describe();
}
