using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using PaxosGen.Benchmarks;

if (args is ["generator", .. var rest])
{
    return GeneratorTiming.Run(rest);
}

// In this process: the generated code that is measured is that of this build, and no second one is needed.
var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(6).WithIterationCount(12);
var config = ManualConfig.Create(DefaultConfig.Instance)
    .AddJob(job)
    .AddDiagnoser(new MemoryDiagnoser(new MemoryDiagnoserConfig(displayGenColumns: false)))
    .AddColumn(StatisticColumn.Median)
    .AddLogicalGroupRules(BenchmarkLogicalGroupRule.ByCategory)
    .WithArtifactsPath(Path.Combine("artifacts", "bench"));
return BenchmarkSwitcher.FromAssembly(typeof(Bookkeeper).Assembly).Run(args, config).Any(static s => s.HasCriticalValidationErrors) ? 1 : 0;
