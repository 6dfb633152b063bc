using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using PaxosGen.LoadTest.Clusters;
using PaxosGen.LoadTest.Load;
using PaxosGen.LoadTest.Reporting;

namespace PaxosGen.LoadTest.Measuring.Stages;

/// <summary>Three replicas and a load generator of one build under a steady load, to be looked at from outside.</summary>
internal sealed class ProfiledRun : IAsyncDisposable
{
    private const int ValueBytes = 16;
    private const double WarmUp = 6;

    // The generator takes time to start, and so does perf; the window must be within what is measured.
    private const double Margin = 1;
    private const double MarginAfter = 5;

    private readonly string _program;
    private readonly string[] _environment;
    private readonly PaxosGenCluster _cluster;
    private readonly string _folder = BenchFile.DataFolder("profiled");
    private Process? _generator;

    /// <summary>A run that is not started yet.</summary>
    /// <param name="program">A build of this program, or an earlier one's.</param>
    /// <param name="environment">Variables that all processes get.</param>
    public ProfiledRun(string program, params string[] environment)
    {
        _program = program;
        _environment = environment;
        _cluster = new PaxosGenCluster(_folder) { Program = program, Under = _ => ["env", .. environment] };
    }

    /// <summary>What the load generator is called among <see cref="Processes"/>; replicas are called by their ids.</summary>
    public const string Generator = "generator";

    /// <summary>The processes by their names.</summary>
    public Dictionary<string, int> Processes { get; } = [];

    /// <summary>
    /// Starts everything, lets it run until what is hot is compiled, and has <paramref name="look"/> look for some time at the load.
    /// </summary>
    /// <returns>Writes a second during the load, and when it ended: so much, and no other, goes with what was counted until then.</returns>
    public async Task<(double Rate, DateTime Until)> LookAsync(int clients, double seconds, Func<Task> look)
    {
        await _cluster.StartAsync();
        await EndOfAsync(Generate(256, WarmUp, 0));

        foreach (var id in _cluster.Ids)
        {
            Processes[id.ToString(CultureInfo.InvariantCulture)] = _cluster.ProcessOf(id);
        }

        _generator = Generate(clients, seconds + Margin + MarginAfter, WarmUp);
        Processes[Generator] = _generator.Id;
        await Task.Delay(TimeSpan.FromSeconds(WarmUp + Margin));
        await look();
        var result = await EndOfAsync(_generator);
        return (result.GetProperty("Rate").GetDouble(), DateTime.UtcNow);
    }

    /// <summary>Ends the replicas, which then have written all that they were to write.</summary>
    public Task StopAsync() => _cluster.StopAsync();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _generator?.Dispose();
        await _cluster.DisposeAsync();
        foreach (var process in Processes.Values)
        {
            File.Delete(MapOf(process));
            File.Delete(string.Create(CultureInfo.InvariantCulture, $"/tmp/perfinfo-{process}.map"));
        }
    }

    /// <summary>Where a process that was told to tells of its methods.</summary>
    public static string MapOf(int process) => string.Create(CultureInfo.InvariantCulture, $"/tmp/perf-{process}.map");

    private Process Generate(int clients, double seconds, double warmUp)
    {
        var spec = new LoadSpec(
            _cluster.Name, _cluster.Endpoints, clients, Math.Min(clients, Point.MaxConnections), ValueBytes, ReadPercent: 0, seconds, warmUp);
        var start = new ProcessStartInfo("env") { RedirectStandardOutput = true };
        foreach (var argument in (string[])[.. _environment, _program, "load", JsonSerializer.Serialize(spec)])
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    private static async Task<JsonElement> EndOfAsync(Process generator)
    {
        var output = await generator.StandardOutput.ReadToEndAsync();
        await generator.WaitForExitAsync();

        // Earlier builds have fields of other names; all have the rate.
        return generator.ExitCode == 0 ? JsonElement.Parse(output) : throw new InvalidOperationException($"The load generator ended with {generator.ExitCode}: {output}");
    }
}
