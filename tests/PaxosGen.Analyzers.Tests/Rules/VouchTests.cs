namespace PaxosGen.Analyzers.Tests.Rules;

/// <summary>PXG1027: who vouches says why, and for something that handlers reach.</summary>
public sealed class VouchTests
{
    [Fact]
    public Task Vouches_have_reasons_and_uses()
        => Analyzed.ExpectAsync(
            """
            using PaxosGen;
            [ReplicatedStateMachine]
            public partial class M
            {
                private long _x;
                [Command(1)] public void Do() => _x = Cached() + Empty() + Clock.Now + new Vouched().Read();
                [Deterministic("the same file is in each image")] private static long Cached() => System.DateTime.UtcNow.Ticks;
                [Deterministic(" ")] private static long Empty() => System.DateTime.UtcNow.Ticks; // PXG1027
                [Deterministic("nobody calls it")] private static long Unused() => System.DateTime.UtcNow.Ticks; // PXG1027
            }
            public static class Clock
            {
                [Deterministic("fixed in tests")] public static long Now => System.DateTime.UtcNow.Ticks;
            }
            [Deterministic("reviewed")]
            public sealed class Vouched
            {
                public long Read() => System.DateTime.UtcNow.Ticks;
            }
            """);

    /// <summary>A library vouches for those who reference it.</summary>
    [Fact]
    public Task Without_a_state_machine_every_vouch_may_be_of_use()
        => Analyzed.ExpectAsync("public static class C { [PaxosGen.Deterministic(\"for others\")] public static long Now() => System.DateTime.UtcNow.Ticks; }");
}
