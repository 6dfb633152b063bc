using System.Diagnostics;
using PaxosGen.Simulation;

namespace PaxosGen.Testing.Tests;

public sealed class SimulationProgramTests
{
    [Fact]
    public void Arguments_are_understood()
    {
        var one = SimulationArguments.Parse(["17", "--plan", "calls=2", "--trace", "-", "--only", "slot=3", "--html", "a.html", "--no-shrink"]);
        Assert.Equal([17UL], one.Seeds);
        Assert.Equal(("calls=2", "-", "a.html", false), (one.Plan, one.TraceFile, one.HtmlFile, one.Shrinks));
        Assert.Equal(3, one.Only.Slot.Value);
        var many = SimulationArguments.Parse(["--seeds", "500", "--from", "100", "--keep-going", "--threads", "3"]);
        Assert.Equal((500UL, 100UL, true, 3), (many.Count, many.From, many.KeepsGoing, many.Threads));
        Assert.Equal([1UL, 2UL], SimulationArguments.Parse(["--hash", "1", "2"]).Seeds);
    }

    [Theory]
    [InlineData("A seed is missing, or --seeds with how many.")]
    [InlineData("'x' is no number for a seed.", "x")]
    [InlineData("'-x' is not known.", "-x")]
    [InlineData("--seeds needs a value after it.", "--seeds")]
    [InlineData("--seeds must be at least 1.", "--seeds", "0")]
    [InlineData("'y' is no number for --from.", "--seeds", "3", "--from", "y")]
    [InlineData("--seeds runs many seeds; it takes no single one and gives no hash.", "7", "--seeds", "3")]
    [InlineData("One seed is run at a time; --seeds runs many.", "7", "8")]
    [InlineData("--plan, --trace and --html are for one seed.", "--seeds", "3", "--trace", "a")]
    [InlineData("'size=3' is no filter: replica=ID, kind=NAME, slot=N, from=MS and until=MS are.", "7", "--only", "size=3")]
    public void What_makes_no_sense_is_refused(string sentence, params string[] words) =>
        Assert.Equal(sentence, Assert.Throws<FormatException>(() => SimulationArguments.Parse(words)).Message);

    [Fact]
    public async Task The_program_says_what_it_does_not_understand_and_exits_with_2()
    {
        var (code, _, error) = await RunAsync("--sedes", "3");
        Assert.Equal(2, code);
        Assert.StartsWith("'--sedes' is not known.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_seed_is_the_same_in_every_process()
    {
        // One that runs nothing else, one that runs it after others, and this one.
        string[] seeds = ["3", "11", "7"];
        var alone = await Task.WhenAll(seeds.Select(s => RunAsync("--hash", s)));
        var (_, together, _) = await RunAsync(["--hash", .. seeds]);
        Assert.Equal(string.Concat(alone.Select(a => a.Output)), together);
        Assert.Equal(3, together.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().Count());
    }

    [Fact]
    public async Task A_trace_and_a_diagram_are_written_when_asked_for()
    {
        var folder = Directory.CreateTempSubdirectory("simulation");
        try
        {
            var (trace, page) = (Path.Combine(folder.FullName, "trace.txt"), Path.Combine(folder.FullName, "new", "page.html"));
            var (code, output, _) = await RunAsync("3", "--plan", "calls=1,ms=500", "--trace", trace, "--html", page);
            Assert.Equal(0, code);
            Assert.Contains("Nothing failed.", output, StringComparison.Ordinal);
            Assert.Contains("Replay: ./dev sim 3 --plan \"calls=1,ms=500\"", output, StringComparison.Ordinal);
            Assert.Contains(await File.ReadAllLinesAsync(trace), l => l.EndsWith(" starts", StringComparison.Ordinal));
            System.Xml.Linq.XDocument.Parse(await File.ReadAllTextAsync(page));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Many_seeds_run_and_are_counted()
    {
        var (code, output, _) = await RunAsync("--seeds", "4", "--from", "2", "--threads", "2");
        Assert.True(code == 0, output);
        Assert.StartsWith("4 of 4 seeds, ", output, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] words)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "PaxosGen.Simulation.dll"));
        Array.ForEach(words, start.ArgumentList.Add);
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, (await output).ReplaceLineEndings("\n"), await error);
    }
}
