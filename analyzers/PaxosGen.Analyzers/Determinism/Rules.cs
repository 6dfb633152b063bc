using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace PaxosGen.Analyzers.Determinism;

/// <summary>The catalogue: everything that can make two replicas disagree.</summary>
internal static class Rules
{
    public static readonly Rule Clock = new(InQuery.Local, DeterminismDescriptors.Clock);
    public static readonly Rule Entropy = new(InQuery.Local, DeterminismDescriptors.Entropy);
    public static readonly Rule Environment = new(InQuery.Local, DeterminismDescriptors.Environment);
    public static readonly Rule InputOutput = new(InQuery.Local, DeterminismDescriptors.InputOutput);
    public static readonly Rule Threading = new(InQuery.Local, DeterminismDescriptors.Threading);
    public static readonly Rule Async = new(InQuery.Same, DeterminismDescriptors.Async);
    public static readonly Rule StaticState = new(InQuery.Local, DeterminismDescriptors.StaticState);
    public static readonly Rule Order = new(InQuery.Local, DeterminismDescriptors.Order);
    public static readonly Rule Ties = new(InQuery.Local, DeterminismDescriptors.Ties);
    public static readonly Rule HashCode = new(InQuery.Local, DeterminismDescriptors.HashCode);
    public static readonly Rule CultureComparison = new(InQuery.Local, DeterminismDescriptors.CultureComparison);
    public static readonly Rule CultureFormat = new(InQuery.Harmless, DeterminismDescriptors.CultureFormat);
    public static readonly Rule TimeZone = new(InQuery.Local, DeterminismDescriptors.TimeZone);
    public static readonly Rule FloatingPoint = new(InQuery.Harmless, DeterminismDescriptors.FloatingPoint);
    public static readonly Rule RawMemory = new(InQuery.Local, DeterminismDescriptors.RawMemory);
    public static readonly Rule GarbageCollection = new(InQuery.Local, DeterminismDescriptors.GarbageCollection);
    public static readonly Rule Platform = new(InQuery.Local, DeterminismDescriptors.Platform);
    public static readonly Rule TimeOut = new(InQuery.Local, DeterminismDescriptors.TimeOut);
    public static readonly Rule Exceptions = new(InQuery.Harmless, DeterminismDescriptors.Exceptions);
    public static readonly Rule PartialCommit = new(InQuery.Harmless, DeterminismDescriptors.PartialCommit);
    public static readonly Rule Unverifiable = new(InQuery.Harmless, DeterminismDescriptors.Unverifiable);
    public static readonly Rule Service = new(InQuery.Same, DeterminismDescriptors.Service);
    public static readonly Rule QueryMutates = new(InQuery.Only, DeterminismDescriptors.QueryMutates);
    public static readonly Rule Escape = new(InQuery.Same, DeterminismDescriptors.Escape);
    public static readonly Rule SnapshotUnsafe = new(InQuery.Same, DeterminismDescriptors.SnapshotUnsafe);
    public static readonly Rule LocalQuery = new(InQuery.Same, DeterminismDescriptors.LocalQuery);
    public static readonly Rule Hygiene = new(InQuery.Same, DeterminismDescriptors.Hygiene);

    public static readonly ImmutableArray<Rule> All =
    [
        Clock, Entropy, Environment, InputOutput, Threading, Async, StaticState, Order, Ties, HashCode, CultureComparison, CultureFormat, TimeZone,
        FloatingPoint, RawMemory, GarbageCollection, Platform, TimeOut, Exceptions, PartialCommit, Unverifiable, Service, QueryMutates, Escape,
        SnapshotUnsafe, LocalQuery, Hygiene,
    ];

    /// <summary>What the analyzer may report.</summary>
    public static readonly ImmutableArray<DiagnosticDescriptor> Descriptors = [.. All.Select(static r => r.Descriptor)];

    private static readonly Dictionary<string, Rule> ById = All.ToDictionary(static r => r.Id);

    public static Rule? Find(string id) => ById.TryGetValue(id, out var rule) ? rule : null;
}
