using System.Globalization;
using PaxosGen.LoadTest.Clusters;
using PaxosGen.LoadTest.Load;
using PaxosGen.LoadTest.Reporting;

namespace PaxosGen.LoadTest.Workloads;

/// <summary>One workload's figures.</summary>
/// <param name="Workload">Its name.</param>
/// <param name="Result">What came of it.</param>
internal sealed record WorkloadResult(string Workload, LoadResult Result);

/// <summary>What <c>workloads</c> writes.</summary>
/// <param name="Surroundings">Where it was measured.</param>
/// <param name="Clients">How many made a call after the other.</param>
/// <param name="Connections">How many connections they shared.</param>
/// <param name="Results">In the order in which they were measured.</param>
internal sealed record WorkloadResults(Surroundings Surroundings, int Clients, int Connections, List<WorkloadResult> Results);

/// <summary>
/// <c>workloads [--workload a,b] [--clients N] [--connections N] [--seconds N] [--warm-up N]</c>: each workload in turn on three new
/// replicas of its machine, in closed loop.
/// </summary>
internal static class WorkloadRuns
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var workloads = arguments.Texts("workload", string.Join(',', Workload.Names));
        var clients = arguments.Number("clients", 256);
        var connections = Math.Min(arguments.Number("connections", 16), clients);
        var seconds = arguments.Real("seconds", 10);
        var warmUp = arguments.Real("warm-up", 3);
        arguments.ThrowIfUnused();
        var results = new WorkloadResults(Surroundings.Read(), clients, connections, []);
        Console.WriteLine(results.Surroundings);
        Console.WriteLine($"{clients} clients, {connections} connections, {seconds} s after {warmUp} s; rejections are answered calls");
        Console.WriteLine($"{"workload",-18} {"calls/s",9} {"p50 µs",9} {"p99 µs",9} {"rejected",10} {"errors",7}");
        var errors = 0L;
        foreach (var workload in workloads)
        {
            await using var cluster = new PaxosGenCluster(BenchFile.DataFolder(workload)) { Machine = Workload.MachineOf(workload) };
            await cluster.StartAsync();
            await using var load = LoadProcess.Start();
            var spec = new LoadSpec(cluster.Name, cluster.Endpoints, clients, connections, Workload.ValueBytesOf(workload), ReadPercent: 50, seconds, warmUp) { Workload = workload };
            var result = await load.RunAsync(spec);
            errors += result.Errors;
            results.Results.Add(new WorkloadResult(workload, result));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{workload,-18} {result.Rate,9:F0} {result.Latency.P50,9:F0} {result.Latency.P99,9:F0} {result.Rejections,10} {result.Errors,7} {result.Error}"));
        }

        BenchFile.Write("workloads", results.Surroundings, results);
        return errors == 0 ? 0 : 1;
    }
}
