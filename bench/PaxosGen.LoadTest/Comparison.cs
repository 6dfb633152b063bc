using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using PaxosGen.LoadTest.Clusters;
using PaxosGen.LoadTest.Load;

namespace PaxosGen.LoadTest;

/// <summary>Ours, etcd and the ceiling in turn on the same disk, under the same load, in several rounds.</summary>
internal static class Comparison
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        string Option(string name, string otherwise) => Array.IndexOf(arguments, "--" + name) is >= 0 and var at ? arguments[at + 1] : otherwise;
        int Number(string name, int otherwise) => int.Parse(Option(name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
        var folder = Path.GetFullPath(Option("folder", "artifacts/bench/data"));
        var targets = Option("targets", "paxosgen,etcd,ceiling").Split(',');
        var clients = Option("clients", "1,16,64,256,1000").Split(',').Select(int.Parse).ToArray();
        var seconds = Number("seconds", 4);
        var reads = Number("reads", 0);
        var size = Number("size", 16);
        var connections = Number("connections", 0);
        for (var round = 1; round <= Number("rounds", 1); round++)
        {
            foreach (var target in targets)
            {
                var data = Path.Combine(folder, $"{target}-{Environment.ProcessId}-{round}");
                await using StoreCluster cluster = target switch
                {
                    "paxosgen" => new PaxosGenCluster(data),
                    "etcd" => new EtcdCluster(data),
                    "ceiling" => new CeilingCluster(data, Option("ceiling", "")),
                    _ => throw new ArgumentException(target),
                };
                await cluster.StartAsync();
                foreach (var count in clients)
                {
                    var spec = new LoadSpec(cluster.Name, cluster.Endpoints, count, connections > 0 ? Math.Min(connections, count) : Math.Min(count, 16), size, reads, seconds, WarmUp: 2);
                    var before = cluster.Processes.Select(p => { p.Refresh(); return p.TotalProcessorTime; }).ToArray();
                    var result = await LoadAsync(spec);
                    var cpu = cluster.Processes.Select((p, i) => { p.Refresh(); return (p.TotalProcessorTime - before[i]).TotalMicroseconds; }).ToArray();
                    var calls = result.Rate * (seconds + 2);
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"{round} {cluster.Name,-9} {count,5} clients {spec.Connections,3} conns: {result.Rate,9:F0}/s p50 {result.P50,7:F0} p99 {result.P99,7:F0} p99.9 {result.P999,7:F0} max {result.Longest,8:F0} us; errors {result.Errors} {result.Error}; cpu us/call {string.Join(" ", cpu.Select(c => (c / calls).ToString("F2", CultureInfo.InvariantCulture)))} gen {result.Cpu:F2}"));
                }
            }
        }

        return 0;
    }

    /// <summary>Has another process put the load on a store.</summary>
    public static async Task<LoadResult> LoadAsync(LoadSpec spec)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        start.ArgumentList.Add("load");
        start.ArgumentList.Add(JsonSerializer.Serialize(spec));
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<LoadResult>(output)!
            : throw new InvalidOperationException($"The load generator ended with {process.ExitCode}: {output}");
    }
}
