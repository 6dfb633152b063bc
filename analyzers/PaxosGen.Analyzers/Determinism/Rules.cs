using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using static Microsoft.CodeAnalysis.DiagnosticSeverity;

namespace PaxosGen.Analyzers.Determinism;

/// <summary>The catalogue: everything that can make two replicas disagree.</summary>
internal static class Rules
{
    public static readonly Rule Clock = new(
        "PXG1001", Error, InQuery.Local,
        "A clock is read in reach of a command",
        "'{0}' is another moment on each replica: {1} (reached by {2})");

    public static readonly Rule Entropy = new(
        "PXG1002", Error, InQuery.Local,
        "Random values in reach of a command",
        "'{0}' is another value on each replica: {1} (reached by {2})");

    public static readonly Rule Environment = new(
        "PXG1003", Error, InQuery.Local,
        "The machine's environment is read in reach of a command",
        "'{0}' depends on the machine that the replica runs on: {1} (reached by {2})");

    public static readonly Rule InputOutput = new(
        "PXG1004", Error, InQuery.Local,
        "Input or output in reach of a command",
        "'{0}' reaches outside of the state machine: {1} (reached by {2})");

    public static readonly Rule Threading = new(
        "PXG1005", Error, InQuery.Local,
        "Threads in reach of a command",
        "'{0}' depends on how threads are scheduled: {1} (reached by {2})");

    public static readonly Rule Async = new(
        "PXG1006", Error, InQuery.Same,
        "Asynchronous code in reach of a handler",
        "'{0}' may go on at another time or on another thread: {1} (reached by {2})");

    public static readonly Rule StaticState = new(
        "PXG1007", Error, InQuery.Local,
        "Static state in reach of a command",
        "'{0}' belongs to the process and not to the state machine: {1} (reached by {2})");

    public static readonly Rule Order = new(
        "PXG1008", Error, InQuery.Local,
        "The order of an unordered collection escapes",
        "The order of '{0}' differs between replicas: {1} (reached by {2})");

    public static readonly Rule Ties = new(
        "PXG1009", Warning, InQuery.Local,
        "Ties are broken by the order of an unordered collection",
        "'{0}' leaves elements with equal keys in an order that differs between replicas: {1} (reached by {2})");

    public static readonly Rule HashCode = new(
        "PXG1010", Error, InQuery.Local,
        "A hash code that differs by process becomes a value",
        "'{0}' is another number in each process: {1} (reached by {2})");

    public static readonly Rule CultureComparison = new(
        "PXG1011", Warning, InQuery.Local,
        "Strings are compared or cased by culture",
        "'{0}' depends on culture data, which differ between machines: {1} (reached by {2})");

    public static readonly Rule CultureFormat = new(
        "PXG1012", Info, InQuery.Harmless,
        "Values are formatted or parsed by the current culture",
        "'{0}' uses the current culture: {1} (reached by {2})");

    public static readonly Rule TimeZone = new(
        "PXG1013", Error, InQuery.Local,
        "The machine's time zone is used in reach of a command",
        "'{0}' depends on the machine's time zone: {1} (reached by {2})");

    public static readonly Rule FloatingPoint = new(
        "PXG1014", Warning, InQuery.Harmless,
        "Floating-point results that differ by machine",
        "'{0}' may give other digits on another processor or operating system: {1} (reached by {2})");

    public static readonly Rule RawMemory = new(
        "PXG1015", Warning, InQuery.Local,
        "Memory that nobody has written is read",
        "'{0}' may contain anything: {1} (reached by {2})");

    public static readonly Rule GarbageCollection = new(
        "PXG1016", Warning, InQuery.Local,
        "The garbage collector decides in reach of a command",
        "'{0}' depends on when memory is collected: {1} (reached by {2})");

    public static readonly Rule Platform = new(
        "PXG1017", Warning, InQuery.Local,
        "Something that differs by platform in reach of a command",
        "'{0}' differs by platform: {1} (reached by {2})");

    public static readonly Rule TimeOut = new(
        "PXG1018", Warning, InQuery.Local,
        "A time-out in reach of a command",
        "'{0}' ends by the clock: {1} (reached by {2})");

    public static readonly Rule Exceptions = new(
        "PXG1019", Warning, InQuery.Harmless,
        "An exception that may differ between replicas is caught or kept",
        "'{0}' may differ between replicas: {1} (reached by {2})");

    public static readonly Rule PartialCommit = new(
        "PXG1020", Info, InQuery.Harmless,
        "A command may fail after it has changed the state",
        "'{0}' leaves the command with the state half changed: {1} (reached by {2})");

    public static readonly Rule Unverifiable = new(
        "PXG1021", Warning, InQuery.Harmless,
        "A call that cannot be verified",
        "Nothing shows that '{0}' does the same on every replica: {1} (reached by {2})");

    public static readonly Rule Service = new(
        "PXG1022", Warning, InQuery.Same,
        "A state machine takes a service in its constructor",
        "'{0}' is a service, not data: {1} (reached by {2})");

    public static readonly Rule QueryMutates = new(
        "PXG1023", Error, InQuery.Only,
        "A query changes the state",
        "'{0}' changes the state of one replica alone: {1} (reached by {2})");

    public static readonly Rule Escape = new(
        "PXG1024", Warning, InQuery.Same,
        "A part of the state escapes",
        "'{0}' is shared with callers: {1} (reached by {2})");

    public static readonly Rule SnapshotUnsafe = new(
        "PXG1025", Warning, InQuery.Same,
        "State that is another one after a snapshot",
        "'{0}' is not the same after a snapshot is restored: {1} (reached by {2})");

    public static readonly Rule LocalQuery = new(
        "PXG1026", Info, InQuery.Same,
        "A query's answer depends on the replica that it is asked",
        "'{0}' makes answers differ by replica: {1} (reached by {2})");

    public static readonly Rule Hygiene = new(
        "PXG1027", Info, InQuery.Same,
        "A vouch without a reason or without a use",
        "'{0}' {1}");

    public static readonly ImmutableArray<Rule> All =
    [
        Clock, Entropy, Environment, InputOutput, Threading, Async, StaticState, Order, Ties, HashCode, CultureComparison, CultureFormat, TimeZone,
        FloatingPoint, RawMemory, GarbageCollection, Platform, TimeOut, Exceptions, PartialCommit, Unverifiable, Service, QueryMutates, Escape,
        SnapshotUnsafe, LocalQuery, Hygiene,
    ];

    private static readonly Dictionary<string, Rule> ById = All.ToDictionary(static r => r.Id);

    public static Rule? Find(string id) => ById.TryGetValue(id, out var rule) ? rule : null;
}
