using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using PaxosGen.Benchmarks;
using Perfolizer.Horology;

if (args is ["generator", .. var rest])
{
    return GeneratorTiming.Run(rest);
}

if (args is ["analyzers"])
{
    return AnalyzerTiming.Run();
}

if (args is ["collisions", .. var size])
{
    return Collisions.Run(size);
}

if (args is ["snapshots", .. var sizes])
{
    return await SnapshotPauses.RunAsync(sizes);
}

if (args is ["transfer", .. var megabytes])
{
    return await SnapshotPauses.TransferAsync(megabytes);
}

// In this process: the generated code that is measured is that of this build, and no second one is needed. Many short
// iterations: on a machine that is shared, the shortest tell the code's time and the spread the machine's.
var job = Job.Default
    .WithToolchain(InProcessEmitToolchain.Instance)
    .WithWarmupCount(20)
    .WithIterationCount(60)
    .WithIterationTime(TimeInterval.FromMilliseconds(20));
var config = ManualConfig.Create(DefaultConfig.Instance)
    .AddJob(job)
    .AddDiagnoser(new MemoryDiagnoser(new MemoryDiagnoserConfig(displayGenColumns: false)))
    .AddColumn(StatisticColumn.Min, StatisticColumn.Median)
    .AddLogicalGroupRules(BenchmarkLogicalGroupRule.ByCategory)
    .WithArtifactsPath(Path.Combine("artifacts", "bench"));
return BenchmarkSwitcher.FromAssembly(typeof(Bookkeeper).Assembly).Run(args, config).Any(static s => s.HasCriticalValidationErrors) ? 1 : 0;
