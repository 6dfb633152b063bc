using Microsoft.CodeAnalysis;

namespace PaxosGen.Analyzers.Determinism;

/// <summary>The diagnostics about determinism. In messages {0} is the leaf, {1} the advice, {2} the path.</summary>
internal static class DeterminismDescriptors
{
    private const string Category = "PaxosGen.Determinism";
    private const string Help = "https://github.com/paxosgen/paxosgen/blob/main/docs/diagnostics/";

    public static readonly DiagnosticDescriptor Clock = new(
        "PXG1001",
        "A clock is read in reach of a command",
        "'{0}' is another moment on each replica: {1} (reached by {2})",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Help + "PXG1001.md");

    public static readonly DiagnosticDescriptor Entropy = new(
        "PXG1002",
        "Random values in reach of a command",
        "'{0}' is another value on each replica: {1} (reached by {2})",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Help + "PXG1002.md");

    public static readonly DiagnosticDescriptor Environment = new(
        "PXG1003",
        "The machine's environment is read in reach of a command",
        "'{0}' depends on the machine that the replica runs on: {1} (reached by {2})",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Help + "PXG1003.md");

    public static readonly DiagnosticDescriptor InputOutput = new(
        "PXG1004",
        "Input or output in reach of a command",
        "'{0}' reaches outside of the state machine: {1} (reached by {2})",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Help + "PXG1004.md");

    public static readonly DiagnosticDescriptor Threading = new(
        "PXG1005",
        "Threads in reach of a command",
        "'{0}' depends on how threads are scheduled: {1} (reached by {2})",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Help + "PXG1005.md");

    public static readonly DiagnosticDescriptor Async = new(
        "PXG1006",
        "Asynchronous code in reach of a handler",
        "'{0}' may go on at another time or on another thread: {1} (reached by {2})",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Help + "PXG1006.md");

    public static readonly DiagnosticDescriptor StaticState = new(
        "PXG1007",
        "Static state in reach of a command",
        "'{0}' belongs to the process and not to the state machine: {1} (reached by {2})",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Help + "PXG1007.md");

    public static readonly DiagnosticDescriptor Order = new(
        "PXG1008",
        "The order of an unordered collection escapes",
        "The order of '{0}' differs between replicas: {1} (reached by {2})",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Help + "PXG1008.md");

    public static readonly DiagnosticDescriptor Ties = new(
        "PXG1009",
        "Ties are broken by the order of an unordered collection",
        "'{0}' leaves elements with equal keys in an order that differs between replicas: {1} (reached by {2})",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Help + "PXG1009.md");

    public static readonly DiagnosticDescriptor HashCode = new(
        "PXG1010",
        "A hash code that differs by process becomes a value",
        "'{0}' is another number in each process: {1} (reached by {2})",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Help + "PXG1010.md");

    public static readonly DiagnosticDescriptor CultureComparison = new(
        "PXG1011",
        "Strings are compared or cased by culture",
        "'{0}' depends on culture data, which differ between machines: {1} (reached by {2})",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Help + "PXG1011.md");

    public static readonly DiagnosticDescriptor CultureFormat = new(
        "PXG1012",
        "Values are formatted or parsed by the current culture",
        "'{0}' uses the current culture: {1} (reached by {2})",
        Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        helpLinkUri: Help + "PXG1012.md");

    public static readonly DiagnosticDescriptor TimeZone = new(
        "PXG1013",
        "The machine's time zone is used in reach of a command",
        "'{0}' depends on the machine's time zone: {1} (reached by {2})",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Help + "PXG1013.md");

    public static readonly DiagnosticDescriptor FloatingPoint = new(
        "PXG1014",
        "Floating-point results that differ by machine",
        "'{0}' may give other digits on another processor or operating system: {1} (reached by {2})",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Help + "PXG1014.md");

    public static readonly DiagnosticDescriptor RawMemory = new(
        "PXG1015",
        "Memory that nobody has written is read",
        "'{0}' may contain anything: {1} (reached by {2})",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Help + "PXG1015.md");

    public static readonly DiagnosticDescriptor GarbageCollection = new(
        "PXG1016",
        "The garbage collector decides in reach of a command",
        "'{0}' depends on when memory is collected: {1} (reached by {2})",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Help + "PXG1016.md");

    public static readonly DiagnosticDescriptor Platform = new(
        "PXG1017",
        "Something that differs by platform in reach of a command",
        "'{0}' differs by platform: {1} (reached by {2})",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Help + "PXG1017.md");

    public static readonly DiagnosticDescriptor TimeOut = new(
        "PXG1018",
        "A time-out in reach of a command",
        "'{0}' ends by the clock: {1} (reached by {2})",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Help + "PXG1018.md");

    public static readonly DiagnosticDescriptor Exceptions = new(
        "PXG1019",
        "An exception that may differ between replicas is caught or kept",
        "'{0}' may differ between replicas: {1} (reached by {2})",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Help + "PXG1019.md");

    public static readonly DiagnosticDescriptor PartialCommit = new(
        "PXG1020",
        "A command may fail after it has changed the state",
        "'{0}' leaves the command with the state half changed: {1} (reached by {2})",
        Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        helpLinkUri: Help + "PXG1020.md");

    public static readonly DiagnosticDescriptor Unverifiable = new(
        "PXG1021",
        "A call that cannot be verified",
        "Nothing shows that '{0}' does the same on every replica: {1} (reached by {2})",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Help + "PXG1021.md");

    public static readonly DiagnosticDescriptor Service = new(
        "PXG1022",
        "A state machine takes a service in its constructor",
        "'{0}' is a service, not data: {1} (reached by {2})",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Help + "PXG1022.md");

    public static readonly DiagnosticDescriptor QueryMutates = new(
        "PXG1023",
        "A query changes the state",
        "'{0}' changes the state of one replica alone: {1} (reached by {2})",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Help + "PXG1023.md");

    public static readonly DiagnosticDescriptor Escape = new(
        "PXG1024",
        "A part of the state escapes",
        "'{0}' is shared with callers: {1} (reached by {2})",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Help + "PXG1024.md");

    public static readonly DiagnosticDescriptor SnapshotUnsafe = new(
        "PXG1025",
        "State that is another one after a snapshot",
        "'{0}' is not the same after a snapshot is restored: {1} (reached by {2})",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Help + "PXG1025.md");

    public static readonly DiagnosticDescriptor LocalQuery = new(
        "PXG1026",
        "A query's answer depends on the replica that it is asked",
        "'{0}' makes answers differ by replica: {1} (reached by {2})",
        Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        helpLinkUri: Help + "PXG1026.md");

    public static readonly DiagnosticDescriptor Hygiene = new(
        "PXG1027",
        "A vouch without a reason or without a use",
        "'{0}' {1}",
        Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        helpLinkUri: Help + "PXG1027.md");
}
