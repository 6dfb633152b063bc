using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using PaxosGen.LoadTest.Reporting;

namespace PaxosGen.LoadTest.Measuring.Stages;

/// <summary>
/// <c>stages</c>: where the processor time and the allocated bytes of a command go, by stage, in the leader, a follower and the clients.
/// Time by samples of all threads' stacks (<c>perf</c>), bytes by the runtime's own samples of allocations, in runs of their own.
/// </summary>
internal static class StageProfile
{
    private const int MostTold = 6;
    private const string SamplesPerSecond = "997";

    /// <summary>With methods told, and code that is where it is told to be.</summary>
    private static readonly string[] Mapped = ["DOTNET_PerfMapEnabled=1", "DOTNET_EnableWriteXorExecute=0"];

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var program = Path.GetFullPath(arguments.Text("program", Environment.ProcessPath!));
        var clients = arguments.Numbers("clients", "1,256");
        var seconds = arguments.Real("seconds", 8);
        arguments.ThrowIfUnused();
        if (!Surroundings.HasProgram("perf"))
        {
            throw new InvalidOperationException("This needs perf, which is not installed (on Debian: apt-get install linux-perf).");
        }

        var surroundings = Surroundings.Read();
        Console.WriteLine(surroundings);
        Console.WriteLine(program);
        var points = new List<StagePoint>();
        foreach (var count in clients)
        {
            var (rate, times) = await SampleTimeAsync(program, count, seconds);
            var bytes = await SampleAllocationsAsync(program, count, seconds);
            points.Add(new StagePoint(count, rate, [.. ByRole(times).Zip(ByRole(bytes), (t, b) => Costs(t.Role, t.Sampled, b.Sampled))]));
            StageTables.Print(points[^1]);
        }

        BenchFile.Write("stages", surroundings, new StageResults(surroundings, program, points));
        return 0;
    }

    private static async Task<(double Rate, Dictionary<string, Sampled> Times)> SampleTimeAsync(string program, int clients, double seconds)
    {
        // The collector of the runtime, but in a library of its own, so that it can be told from the rest.
        var collector = File.Exists(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "libclrgcexp.so")) ? "DOTNET_GCName=libclrgcexp.so" : "DOTNET_gcServer=0";
        await using var run = new ProfiledRun(program, [.. Mapped, collector]);
        var folder = BenchFile.DataFolder("perf");
        Directory.CreateDirectory(folder);
        string FileOf(string process) => Path.Combine(folder, process);
        var (before, from) = (new Dictionary<string, TimeSpan>(), DateTime.MinValue);
        var used = new Dictionary<string, double>();
        var (rate, until) = await run.LookAsync(clients, seconds, async () =>
        {
            before = run.Processes.ToDictionary(p => p.Key, p => CpuOf(p.Value));
            from = DateTime.UtcNow;
            await Task.WhenAll(run.Processes.Select(p => RecordAsync(p.Value, FileOf(p.Key), seconds)));

            // It will have ended when the replicas are looked at again.
            used[ProfiledRun.Generator] = (CpuOf(run.Processes[ProfiledRun.Generator]) - before[ProfiledRun.Generator]).TotalMicroseconds / (DateTime.UtcNow - from).TotalSeconds;
        });
        foreach (var (name, process) in run.Processes.Where(p => p.Key != ProfiledRun.Generator))
        {
            used[name] = (CpuOf(process) - before[name]).TotalMicroseconds / (until - from).TotalSeconds;
        }

        var times = new Dictionary<string, Sampled>();
        foreach (var (name, process) in run.Processes)
        {
            var stacks = PerfSamples.Read(await ScriptAsync(FileOf(name)), PerfMap.Read(File.ReadLines(ProfiledRun.MapOf(process)))).ToList();
            var each = used[name] / rate / Math.Max(1, stacks.Count);
            times[name] = Sampled.Of(stacks.Select(s => (each, s.Thread, s.Stack)), name);
        }

        Directory.Delete(folder, recursive: true);
        return (rate, times);
    }

    private static async Task<Dictionary<string, Sampled>> SampleAllocationsAsync(string program, int clients, double seconds)
    {
        var folder = BenchFile.DataFolder("allocations");
        Directory.CreateDirectory(folder);

        // Keyword 1 at level 5 has the samples of allocations, with their stacks.
        await using var run = new ProfiledRun(
            program,
            [.. Mapped, "DOTNET_EnableEventPipe=1", "DOTNET_EventPipeConfig=Microsoft-Windows-DotNETRuntime:0x1:5", $"DOTNET_EventPipeOutputPath={folder}/{{pid}}.nettrace", "DOTNET_EventPipeOutputStreaming=1"]);
        var from = DateTime.MinValue;
        var (rate, until) = await run.LookAsync(clients, seconds, () =>
        {
            from = DateTime.UtcNow;
            return Task.CompletedTask;
        });
        await run.StopAsync();
        var bytes = new Dictionary<string, Sampled>();
        foreach (var (name, process) in run.Processes)
        {
            var map = PerfMap.Read(File.ReadLines(ProfiledRun.MapOf(process)));
            var calls = rate * (until - from).TotalSeconds;
            var samples = AllocationTrace.Read(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{process}.nettrace"))).Where(s => s.At >= from && s.At < until).ToList();
            bytes[name] = Sampled.Of(samples.Select(s => (s.Bytes / calls, "", s.Stack.Select(a => new StackFrame(map.MethodAt(a), "")).ToList())), name) with
            {
                Types = Most(samples.GroupBy(s => s.Type).Select(g => (g.Key, g.Sum(s => s.Bytes) / calls))),
            };
        }

        Directory.Delete(folder, recursive: true);
        return bytes;
    }

    private static StageProcess Costs(string process, Sampled time, Sampled bytes) => new(
        process, time.Total, bytes.Total, time.Count, bytes.Count,
        [.. Enum.GetValues<Stage>().Select(s => new StageCost(s.ToString(), time.ByStage.GetValueOrDefault(s), bytes.ByStage.GetValueOrDefault(s)))],
        bytes.Types, time.Rest);

    /// <summary>The leader, a follower, the generator. Earlier builds do not say who leads: it is the one that hears from clients.</summary>
    private static (string Role, Sampled Sampled)[] ByRole(Dictionary<string, Sampled> all)
    {
        static double OfClients(Sampled sampled) => sampled.ByStage.GetValueOrDefault(Stage.Frames) + sampled.ByStage.GetValueOrDefault(Stage.Reply);
        Sampled[] replicas = [.. all.Where(s => s.Key != ProfiledRun.Generator).Select(s => s.Value).OrderByDescending(OfClients)];
        return [("leader", replicas[0]), ("follower", replicas[1]), (ProfiledRun.Generator, all[ProfiledRun.Generator])];
    }

    private static TimeSpan CpuOf(int process) => Process.GetProcessById(process).TotalProcessorTime;

    private static async Task RecordAsync(int process, string file, double seconds)
    {
        string[] command = ["record", "-q", "-F", SamplesPerSecond, "-g", "-p", $"{process}", "-o", file, "--", "sleep", seconds.ToString(CultureInfo.InvariantCulture)];
        using var perf = Process.Start(new ProcessStartInfo("perf", command) { RedirectStandardError = true })!;
        var errors = await perf.StandardError.ReadToEndAsync();
        await perf.WaitForExitAsync();
        if (perf.ExitCode != 0)
        {
            throw new InvalidOperationException($"perf record ended with {perf.ExitCode} (it may need more rights, kernel.perf_event_paranoid or root; or the load ended before it had begun, on a machine with too much else to do): {errors}");
        }
    }

    private static async Task<string[]> ScriptAsync(string file)
    {
        using var perf = Process.Start(new ProcessStartInfo("perf", ["script", "-i", file, "-F", "comm,ip,sym,dso"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _ = perf.StandardError.ReadToEndAsync();
        var output = await perf.StandardOutput.ReadToEndAsync();
        await perf.WaitForExitAsync();
        return output.Split('\n');
    }

    private static Dictionary<string, double> Most(IEnumerable<(string Name, double Value)> values) =>
        values.OrderByDescending(v => v.Value).Take(MostTold).ToDictionary(v => v.Name, v => v.Value);

    /// <summary>Samples by stage, in what each is worth for a command.</summary>
    private sealed record Sampled(double Total, int Count, Dictionary<Stage, double> ByStage, Dictionary<string, double> Rest)
    {
        public Dictionary<string, double> Types { get; init; } = [];

        public static Sampled Of(IEnumerable<(double Worth, string Thread, List<StackFrame> Stack)> samples, string process)
        {
            var all = samples.Select(s => (s.Worth, s.Stack, Stage: StageTable.Of(s.Thread, s.Stack, process == ProfiledRun.Generator))).ToList();
            return new Sampled(
                all.Sum(s => s.Worth),
                all.Count,
                all.GroupBy(s => s.Stage).ToDictionary(g => g.Key, g => g.Sum(s => s.Worth)),
                Most(all.Where(s => s.Stage == Stage.Rest).GroupBy(s => NameOf(s.Stack)).Select(g => (g.Key, g.Sum(s => s.Worth)))));
        }

        private static string NameOf(List<StackFrame> stack) => stack is not [var innermost, ..] ? "?"
            : innermost.Method.Length > 0 ? innermost.Method
            : Path.GetFileName(innermost.Module.Trim('(', ')'));
    }
}
