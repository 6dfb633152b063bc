using PaxosGen.CodeFixes.Determinism;
using PaxosGen.Generators.Tests;

namespace PaxosGen.Analyzers.Tests.Fixes;

/// <summary>Vouches that nothing needs go, with nothing else.</summary>
public sealed class UnusedAttributeFixTests
{
    [Fact]
    public Task Unused_vouches_are_removed() => Fixed.Expect(
        new UnusedAttributeFix(),
        """
        using System;
        using PaxosGen;
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private long _x;
            [Command(1)] public void Do() => _x = Used();
            [Deterministic("the same everywhere")] private static long Used() => DateTime.UtcNow.Ticks;

            /// <summary>Of hosted code.</summary>
            [Deterministic("was used once")]
            public static long Unused() => DateTime.UtcNow.Ticks; // Kept.

            [Obsolete, Deterministic("was used once")] public static long Two() => 2;

            [Obsolete]
            [Deterministic("was used once")]
            public static long Three() => 3;

            [Deterministic("was used once")] public static long Four => 4;
        }

        [Deterministic("was used once")]
        public sealed class Helper;
        """,
        """
        using System;
        using PaxosGen;
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private long _x;
            [Command(1)] public void Do() => _x = Used();
            [Deterministic("the same everywhere")] private static long Used() => DateTime.UtcNow.Ticks;

            /// <summary>Of hosted code.</summary>
            public static long Unused() => DateTime.UtcNow.Ticks; // Kept.

            [Obsolete] public static long Two() => 2;

            [Obsolete]
            public static long Three() => 3;

            public static long Four => 4;
        }

        public sealed class Helper;
        """);

    [Fact]
    public Task A_reason_is_for_somebody_to_write() => Fixed.ExpectNoOffer(
        new UnusedAttributeFix(),
        """
        using PaxosGen;
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private long _x;
            [Command(1)] public void Do() => _x = Used();
            [Deterministic("")] private static long Used() => System.DateTime.UtcNow.Ticks;
        }
        """);
}
