namespace PaxosGen.Analyzers.Tests.Rules;

/// <summary>PXG1022: services in the state machine's constructor.</summary>
public sealed class ServiceTests
{
    private const string Types =
        """
        public interface IClock { long Now { get; } }
        public abstract class Sender { public abstract void Send(); }
        public sealed class Mailer { public void Send() { } }
        public sealed class Wrapped { public HttpClient? Client; }
        public sealed record Limits(int Most, TimeSpan Lease);
        public sealed class Options { public int Most { get; set; } public List<string> Names { get; } = []; }
        public readonly record struct Money(long Cents);
        public enum Mode { A, B }
        """;

    private static readonly string[] BadParameters =
    [
        "TimeProvider x", "HttpClient x", "Random x", "Stream x", "IServiceProvider x", "Func<long> x", "Action x", "IClock x", "Sender x", "Mailer x", "Wrapped x", "CancellationToken x", "Task x", "IEnumerable<IClock> x", "Func<int>[] x",
        "int y, TimeProvider x", "TimeProvider? x = null", "IDisposable x", "IProgress<int> x", "TextWriter x", "Dictionary<string, IClock> x", "object x",
    ];

    private static readonly string[] GoodParameters =
    [
        "int x", "string x", "TimeSpan x", "DateTimeOffset x", "Guid x", "decimal x = 3", "Mode x", "Money x", "Limits x", "Options x", "int[] x", "List<string> x", "IReadOnlyList<Limits> x", "IEnumerable<int> x", "Dictionary<string, Money> x",
        "ImmutableArray<int> x", "(int, string) x", "int? x", "Uri x", "StringComparer x", "IEqualityComparer<string> x", "KeyValuePair<int, int> x", "FrozenSet<string> x",
    ];

    [Fact]
    public Task Services_are_found() => MachineCode.ExpectAllAsync("", Types, [.. BadParameters.Select(static p => Constructor(p, " // PXG1022"))]);

    [Fact]
    public Task Data_are_left_alone() => MachineCode.ExpectAllAsync("", Types, [.. GoodParameters.Select(static p => Constructor(p, ""))]);

    [Fact]
    public Task Primary_constructors_too()
        => Analyzed.ExpectAsync(
            """
            using System;
            using PaxosGen;
            [ReplicatedStateMachine]
            public partial class Clocked(
                int start,
                TimeProvider clock) // PXG1022
            {
                private long _n = start;
                public static Clocked Create() => throw new NotSupportedException();
                [Command(1)] public void C() { _n++; _ = nameof(clock); }
            }
            """);

    private static string Constructor(string parameters, string marker)
        => $"public M({parameters}) {{ }}{marker}\npublic static M Create() => throw new NotSupportedException(); [Command(1)] public void C() {{ }}";
}
