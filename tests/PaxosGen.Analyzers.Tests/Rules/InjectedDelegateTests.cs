namespace PaxosGen.Analyzers.Tests.Rules;

/// <summary>PXG1021. Delegates that each replica's host gives its state machine; and those that the state machine makes itself.</summary>
public sealed class InjectedDelegateTests
{
    private static readonly RuleCase Case = new(
        "PXG1021",
        """
        using System;
        using System.Collections.Generic;
        using PaxosGen;
        namespace Delegates;

        [ReplicatedStateMachine]
        public partial class Assigned
        {
            [NotReplicated] private readonly Func<long>? _clock;
            private long _n;

            public Assigned()
            {
            }

            public Assigned(Func<long> clock) => _clock = clock;

            [Command(1)]
            public void Read() => _n = _clock!(); // PXG1021
        }

        [ReplicatedStateMachine]
        public partial class Kept
        {
            [NotReplicated] private Func<long> Clock { get; }
            private long _n;

            public Kept() => Clock = static () => 1;

            public Kept(Func<long> clock) => Clock = clock;

            [Command(1)]
            public void Read()
            {
                var n = Clock.Invoke(); // PXG1021
                _n = n;
            }
        }

        [ReplicatedStateMachine]
        public partial class Good
        {
            private static readonly Dictionary<string, Func<long, long>> Steps = new(StringComparer.Ordinal) { ["one"] = static n => n + 1 };
            private long _n;

            [Command(1)]
            public void Step(string name)
            {
                Func<long, long> twice = static n => n * 2;
                _n = twice(Steps[name](_n));
            }
        }
        """);

    [Fact]
    public Task Each_marked_line_is_reported_and_no_other() => Case.ExpectAsync();

    [Fact]
    public Task Nothing_is_said_of_good_code() => Case.ExpectCleanAsync();
}
