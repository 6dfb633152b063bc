using System.Diagnostics;
using System.Globalization;
using PaxosGen.Testing.Diagrams;
using PaxosGen.Testing.Shrinking;
using PaxosGen.Testing.Storms;
using PaxosGen.Testing.Tracing;
using Trace = PaxosGen.Testing.Tracing.Trace;

namespace PaxosGen.Simulation;

/// <summary>Runs one seed and tells how it went; a failure is shrunk, told and drawn.</summary>
internal sealed class OneSeed(SimulationArguments arguments)
{
    private const int MostLines = 80;

    /// <summary>Runs it.</summary>
    /// <returns>The exit code.</returns>
    public int Run()
    {
        var plan = PlanText.Apply(StormPlan.FromSeed(arguments.Seeds[0]), arguments.Plan);
        Console.WriteLine(plan);
        var startedAt = Stopwatch.GetTimestamp();
        var outcome = StormOutcome.Of(plan);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{outcome.Messages} messages, {outcome.Faults} faults, {outcome.Acknowledged} commands acknowledged, {outcome.Nanoseconds / 1e9:F1} s simulated in {Stopwatch.GetElapsedTime(startedAt).TotalSeconds:F2} s"));
        if (outcome.Failure is null)
        {
            Console.WriteLine("Nothing failed.");
        }
        else
        {
            Console.WriteLine($"FAILED: {outcome.Failure}");
            (plan, outcome) = Shrink(plan, outcome);
        }

        if (outcome.Failure is not null || arguments.TraceFile.Length > 0 || arguments.HtmlFile.Length > 0)
        {
            Tell(plan, outcome);
        }

        return outcome.Failure is null ? 0 : 1;
    }

    private (StormPlan Plan, StormOutcome Outcome) Shrink(StormPlan plan, StormOutcome outcome)
    {
        if (!arguments.Shrinks)
        {
            return (plan, outcome);
        }

        var shrinker = new Shrinker(StormOutcome.Of);
        var shrunk = shrinker.Shrink(plan, outcome);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"\nThe smallest plan of {shrinker.Runs} that fails in the same way, with {shrunk.Outcome.Faults} faults and {shrunk.Outcome.Messages} messages:\n{shrunk.Plan}\nFAILED: {shrunk.Outcome.Failure}"));
        return shrunk;
    }

    /// <summary>Runs the plan once more, with its trace.</summary>
    private void Tell(StormPlan plan, StormOutcome outcome)
    {
        var storm = new Storm(plan, isTracing: true);
        var again = StormOutcome.Of(storm);
        var trace = storm.Cluster.World.Trace;
        if (again.Failure != outcome.Failure)
        {
            throw new InvalidOperationException($"The same plan ended in another way: {again.Failure}. The simulation is not deterministic.");
        }

        if (again.Failure is not null)
        {
            trace.Add(new TraceEvent.Failed(storm.Cluster.World.Now, again.Failure));
        }

        var story = FailureStory.Of(trace.Events, again.Failure ?? "");
        if (again.Failure is not null && arguments.TraceFile != "-")
        {
            var lines = story.Events.Where(arguments.Only.Takes).Select(Trace.Line).ToList();
            Console.WriteLine($"\n{story.LeftOut}");
            Console.WriteLine(string.Join('\n', lines.TakeLast(MostLines)));
        }

        WriteTrace(trace);
        WriteDiagram(story, plan);
        Console.WriteLine($"Replay: {PlanText.Replay(plan)}");
    }

    private void WriteTrace(Trace trace)
    {
        var lines = trace.Events.Where(arguments.Only.Takes).Select(Trace.Line);
        if (arguments.TraceFile == "-")
        {
            foreach (var line in lines)
            {
                Console.WriteLine(line);
            }
        }
        else if (arguments.TraceFile.Length > 0)
        {
            File.WriteAllLines(arguments.TraceFile, lines);
            Console.WriteLine($"Trace: {arguments.TraceFile}");
        }
    }

    private void WriteDiagram(FailureStory story, StormPlan plan)
    {
        if (story.Failure.Length == 0 && arguments.HtmlFile.Length == 0)
        {
            return;
        }

        var file = arguments.HtmlFile.Length > 0 ? arguments.HtmlFile : Path.Combine("artifacts", "sim", $"seed-{plan.Seed}.html");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.WriteAllText(file, SpaceTimeDiagram.Draw(story, $"Seed {plan.Seed}", PlanText.Replay(plan)));
        Console.WriteLine($"Diagram: {file}");
    }
}
