namespace PaxosGen.Benchmarks;
internal static class GeneratorTiming { public static int Run(string[] a) => a.Length; }
