using PaxosGen.LoadTest.Reporting;

namespace PaxosGen.LoadTest.Measuring;

/// <summary><c>timelines</c>: throughput through the leader's kill, and through snapshots of a large state.</summary>
internal static class Timelines
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var isQuick = arguments.Flag("quick");
        var only = arguments.Text("only", "");
        var seconds = arguments.Real("seconds", isQuick ? 8 : 30);
        var megabytes = arguments.Number("megabytes", isQuick ? 20 : 200);
        var serve = arguments.Words("serve");
        arguments.ThrowIfUnused();
        var surroundings = Surroundings.Read();
        Console.WriteLine(surroundings);
        Timeline? kill = null;
        Timeline? snapshot = null;
        var isKept = true;
        if (only is "" or "kill")
        {
            kill = await KillTimeline.MeasureAsync(seconds, serve);
            isKept = KillTimeline.Print(kill);
        }

        if (only is "" or "snapshot")
        {
            snapshot = await SnapshotTimeline.MeasureAsync(megabytes, seconds);
            SnapshotTimeline.Print(snapshot, megabytes);
        }

        BenchFile.Write("timelines", surroundings, new TimelineResults(surroundings, kill, snapshot), isQuick);
        return isKept ? 0 : 1;
    }
}
