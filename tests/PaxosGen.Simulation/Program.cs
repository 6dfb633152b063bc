using System.Globalization;
using PaxosGen.Simulation;
using PaxosGen.Testing.Storms;

if (args is ["--help"])
{
    Console.WriteLine(SimulationArguments.Usage);
    return 0;
}

SimulationArguments arguments;
try
{
    arguments = SimulationArguments.Parse(args);
}
catch (FormatException e)
{
    Console.Error.WriteLine($"{e.Message}\n\n{SimulationArguments.Usage}");
    return 2;
}

if (arguments.IsHash)
{
    foreach (var seed in arguments.Seeds)
    {
        var storm = new Storm(StormPlan.FromSeed(seed));
        var outcome = StormOutcome.Of(storm);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seed} {storm.Cluster.World.TraceHash:x16}{(outcome.Failure is null ? "" : " failed")}"));
    }

    return 0;
}

return arguments.Count > 0 ? new ManySeeds(arguments).Run() : new OneSeed(arguments).Run();
