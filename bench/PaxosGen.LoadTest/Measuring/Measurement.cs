using PaxosGen.LoadTest.Load;

namespace PaxosGen.LoadTest.Measuring;

/// <summary>One target at one point in one round.</summary>
/// <param name="Round">Which round, from 1.</param>
/// <param name="Target">Who was measured.</param>
/// <param name="Point">Under what load.</param>
/// <param name="Result">What came of it.</param>
/// <param name="ReplicaCpu">Microseconds of each process's time for each call.</param>
internal sealed record Measurement(int Round, string Target, Point Point, LoadResult Result, double[] ReplicaCpu);

/// <summary>Ours beside another at one point, round by round.</summary>
/// <param name="Beside">The other.</param>
/// <param name="Point">Under what load.</param>
/// <param name="Rate">Our calls in a second over theirs.</param>
/// <param name="P50">Our median latency over theirs.</param>
internal sealed record Ratio(string Beside, Point Point, Spread Rate, Spread P50);

/// <summary>What <c>compare</c> writes.</summary>
/// <param name="Surroundings">Where it was measured.</param>
/// <param name="Arguments">How it was asked for.</param>
/// <param name="Measurements">All measurements, in the order in which they were made.</param>
/// <param name="Ratios">Ours beside the others.</param>
internal sealed record ComparisonResults(Surroundings Surroundings, string[] Arguments, List<Measurement> Measurements, List<Ratio> Ratios);
