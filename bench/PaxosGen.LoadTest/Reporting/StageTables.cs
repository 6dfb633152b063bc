using System.Globalization;
using PaxosGen.LoadTest.Measuring.Stages;

namespace PaxosGen.LoadTest.Reporting;

/// <summary>The stages of a command as a table in Markdown.</summary>
internal static class StageTables
{
    public static void Print(StagePoint point)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n### {point.Clients} clients, {point.Rate:N0} writes/s while sampled\n"));
        Console.WriteLine($"| µs, bytes for each command | {string.Join(" | ", point.Processes.Select(p => $"{p.Process} µs | B"))} |");
        Console.WriteLine($"|---{string.Concat(point.Processes.Select(_ => "|---|---"))}|");
        for (var i = 0; i < point.Processes[0].Stages.Count; i++)
        {
            Console.WriteLine($"| {NameOf(Enum.Parse<Stage>(point.Processes[0].Stages[i].Stage))} | {string.Join(" | ", point.Processes.Select(p => Tell(p.Stages[i].Microseconds, p.Stages[i].Bytes)))} |");
        }

        Console.WriteLine($"| in all | {string.Join(" | ", point.Processes.Select(p => Tell(p.Microseconds, p.Bytes)))} |");
        foreach (var process in point.Processes)
        {
            Console.WriteLine($"\n{process.Process}: {process.Samples} and {process.AllocationSamples} samples. Types: {Tell(process.Types, "B")}. Other time: {Tell(process.Rest, "µs")}.");
        }
    }

    private static string NameOf(Stage stage) => stage switch
    {
        Stage.Client => "client: calls encoded and kept",
        Stage.Frames => "frames of clients",
        Stage.Gateway => "gateway, inbox",
        Stage.Step => "step",
        Stage.Log => "log append",
        Stage.Sync => "sync",
        Stage.Peers => "peers: send and receive",
        Stage.Apply => "apply",
        Stage.Reply => "reply",
        Stage.Snapshot => "snapshot",
        Stage.Garbage => "garbage collection",
        _ => "runtime, other",
    };

    private static string Tell(double microseconds, double bytes) => string.Create(CultureInfo.InvariantCulture, $"{microseconds:F2} | {bytes:N0}");

    private static string Tell(Dictionary<string, double> most, string unit) =>
        string.Join(", ", most.Select(m => string.Create(CultureInfo.InvariantCulture, $"`{m.Key}` {m.Value:F2} {unit}")));
}
