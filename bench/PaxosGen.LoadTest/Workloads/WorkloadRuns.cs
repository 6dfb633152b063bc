using System.Globalization;
using PaxosGen.LoadTest.Clusters;
using PaxosGen.LoadTest.Load;

namespace PaxosGen.LoadTest.Workloads;

/// <summary><c>workloads [options]</c>: every workload in turn on three new replicas of its machine, in closed loop.</summary>
internal static class WorkloadRuns
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        string Option(string name, string otherwise) => Array.IndexOf(arguments, "--" + name) is >= 0 and var at ? arguments[at + 1] : otherwise;
        int Number(string name, int otherwise) => int.Parse(Option(name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
        var folder = Path.GetFullPath(Option("folder", "artifacts/bench/data"));
        var workloads = Option("workload", string.Join(',', Workload.Names)).Split(',');
        var clients = Number("clients", 256);
        var connections = Math.Min(Number("connections", 16), clients);
        var seconds = Number("seconds", 10);
        Console.WriteLine($"{"workload",-18} {"calls/s",9} {"p50 µs",9} {"p99 µs",9} {"rejected",10} {"errors",7}   {clients} clients, {connections} connections, {seconds} s");
        var errors = 0L;
        foreach (var workload in workloads)
        {
            var data = Path.Combine(folder, $"{workload}-{Environment.ProcessId}");
            await using var cluster = new PaxosGenCluster(data, Workload.MachineOf(workload));
            await cluster.StartAsync();
            var size = workload.StartsWith("ycsb", StringComparison.Ordinal) ? YcsbWorkload.RecordBytes : 16;
            var spec = new LoadSpec(cluster.Name, cluster.Endpoints, clients, connections, size, ReadPercent: 50, seconds, WarmUp: 2) { Workload = workload };
            var result = await Comparison.LoadAsync(spec);
            errors += result.Errors;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{workload,-18} {result.Rate,9:F0} {result.P50,9:F0} {result.P99,9:F0} {result.Rejections,10} {result.Errors,7}   {result.Error}"));
        }

        return errors == 0 ? 0 : 1;
    }
}
