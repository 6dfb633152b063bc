using System.Text.Json;
using PaxosGen.LoadTest;
using PaxosGen.LoadTest.Load;
using PaxosGen.LoadTest.Measuring;
using PaxosGen.LoadTest.Measuring.Stages;
using PaxosGen.LoadTest.Reporting;
using PaxosGen.LoadTest.Workloads;

try
{
    switch (args)
    {
        case ["serve", var id, var members, var folder, .. var rest]:
            return await Replica.ServeAsync(id, members, folder, new Arguments(rest));
        case ["load"]:
            return await LoadProcess.ServeAsync();
        case ["load", var spec]:
            Console.WriteLine(JsonSerializer.Serialize(await LoadGenerator.RunAsync(JsonSerializer.Deserialize<LoadSpec>(spec)!)));
            return 0;
        case ["compare", .. var rest]:
            return await Comparison.RunAsync(rest);
        case ["latency", .. var rest]:
            return await LatencyCurve.RunAsync(new Arguments(rest));
        case ["timelines", .. var rest]:
            return await Timelines.RunAsync(new Arguments(rest));
        case ["steady", .. var rest]:
            return await Steady.RunAsync(new Arguments(rest));
        case ["syncs"]:
            return await SyncCheck.RunAsync();
        case ["members", .. var rest]:
            return await Members.RunAsync(new Arguments(rest));
        case ["scale", .. var rest]:
            return await Scale.RunAsync(new Arguments(rest));
        case ["stages", .. var rest]:
            return await StageProfile.RunAsync(new Arguments(rest));
        case ["workloads", .. var rest]:
            return await WorkloadRuns.RunAsync(new Arguments(rest));
        case ["plots"]:
            return Plots.Write();
        default:
            Console.Error.WriteLine("compare | latency | timelines | steady [SECONDS] | syncs | stages | members | scale | workloads | plots: docs/performance.md tells their options. serve ID MEMBERS FOLDER and load are what they start.");
            return 2;
    }
}
catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException or TimeoutException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
