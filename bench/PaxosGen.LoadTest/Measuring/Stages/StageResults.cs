namespace PaxosGen.LoadTest.Measuring.Stages;

/// <summary>What one stage costs a process for each command.</summary>
/// <param name="Stage">A name of <see cref="Stages.Stage"/>.</param>
/// <param name="Microseconds">Processor time.</param>
/// <param name="Bytes">Bytes allocated.</param>
internal sealed record StageCost(string Stage, double Microseconds, double Bytes);

/// <summary>What one process spends on a command.</summary>
/// <param name="Process"><c>leader</c>, <c>follower</c> or <c>generator</c>.</param>
/// <param name="Microseconds">Its processor time for each command.</param>
/// <param name="Bytes">What it allocates for each command.</param>
/// <param name="Samples">Samples of its time.</param>
/// <param name="AllocationSamples">Samples of its allocations.</param>
/// <param name="Stages">By stage.</param>
/// <param name="Types">The types that most bytes are of, in bytes for each command.</param>
/// <param name="Rest">What <see cref="Stage.Rest"/> is made of: the innermost methods or libraries, in microseconds for each command.</param>
internal sealed record StageProcess(
    string Process,
    double Microseconds,
    double Bytes,
    int Samples,
    int AllocationSamples,
    List<StageCost> Stages,
    Dictionary<string, double> Types,
    Dictionary<string, double> Rest);

/// <summary>One load.</summary>
/// <param name="Clients">Calls in flight.</param>
/// <param name="Rate">Writes a second while time was sampled, which takes some itself.</param>
/// <param name="Processes">What each process spent.</param>
internal sealed record StagePoint(int Clients, double Rate, List<StageProcess> Processes);

/// <summary>What <c>stages</c> writes.</summary>
/// <param name="Surroundings">Where it was measured.</param>
/// <param name="Program">What was measured: this program, or another build's.</param>
/// <param name="Points">One for each load.</param>
internal sealed record StageResults(Surroundings Surroundings, string Program, List<StagePoint> Points);
