using System.Globalization;

namespace PaxosGen.Analyzers.Tests.External;

/// <summary>PaxosGen.Determinism.txt: what users say of libraries and of their own code.</summary>
public sealed class UserListTests
{
    private const string Code =
        """
        using System;
        using PaxosGen;
        namespace App;

        public static class Clocks
        {
            public static long Ticks() => DateTime.UtcNow.Ticks;
        }

        [ReplicatedStateMachine]
        public partial class Machine
        {
            private long _at;

            [Command(1)]
            public void Touch(int width)
            {
                _at = Clocks.Ticks() + Math.Abs(width);
            }
        }
        """;

    [Fact]
    public async Task Members_of_sources_can_be_vouched_for()
        => Assert.Equal(["PXG1001"], await IdsAsync("# nothing"));

    [Theory]
    [InlineData("vouch M:App.Clocks.Ticks; replaced in production")]
    [InlineData("vouch M:App.Clocks.Ticks(*); replaced in production")]
    [InlineData("vouch T:App.Clocks; replaced in production")]
    [InlineData("  allow   P:System.DateTime.UtcNow")]
    [InlineData("allow T:System.Math\nvouch P:System.DateTime.UtcNow; a reason; with a semicolon")]
    public async Task What_is_vouched_for_or_allowed_is_not_reported(string list) => Assert.Empty(await IdsAsync(list));

    [Theory]
    [InlineData("deny T:System.Math; rounding is ours")]
    [InlineData("deny M:System.Math.Abs(System.Int32); rounding is ours")]
    [InlineData("deny M:System.Math.Abs(*); rounding is ours")]
    [InlineData("deny M:App.Clocks.Ticks; rounding is ours")]
    public async Task What_is_denied_is_reported_with_the_reason(string list)
    {
        var analyzed = await Analyzed.WithListAsync(list, Code);
        Assert.Contains("rounding is ours", analyzed.Diagnostics.Single(static d => d.Id == "PXG1021").GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_most_specific_entry_counts()
        => Assert.Equal(["PXG1001"], await IdsAsync("deny T:System.Math\nallow M:System.Math.Abs(System.Int32)"));

    [Fact]
    public async Task A_wide_permission_does_not_undo_what_is_known_of_a_member()
        => Assert.Equal(["PXG1001"], await IdsAsync("allow N:System"));

    [Theory]
    [InlineData("vouch M:App.Clocks.Ticks", "without a reason", 0)]
    [InlineData("vouch M:App.Clocks.Ticks ;  ", "without a reason", 0)]
    [InlineData("# a comment\n\n vouch M:App.Clocks.Tocks; why", "no handler reaches it", 2)]
    [InlineData("vouch T:System.Random; why", "no handler reaches it", 0)]
    [InlineData("permit T:System.Math; why", "is not understood", 0)]
    [InlineData("deny System.Math; why", "is not understood", 0)]
    [InlineData("deny T:System.Math why", "is not understood", 0)]
    [InlineData("deny T:System.Math\ndeny T:System.Math", "has an entry already", 1)]
    public async Task What_is_wrong_with_the_list_is_reported_in_it(string list, string message, int line)
    {
        var analyzed = await Analyzed.WithListAsync(list, Code);
        var problem = Assert.Single(analyzed.Diagnostics, static d => d.Id == "PXG1027");
        Assert.Contains(message, problem.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Equal("PaxosGen.Determinism.txt", problem.Location.GetLineSpan().Path);
        Assert.Equal(line, problem.Location.GetLineSpan().StartLinePosition.Line);
    }

    [Fact]
    public async Task A_project_without_state_machines_uses_no_vouch()
        => Assert.Empty((await Analyzed.WithListAsync("vouch T:System.Random; shared by all projects", "class C { }")).Diagnostics);

    private static async Task<string[]> IdsAsync(string list) => [.. (await Analyzed.WithListAsync(list, Code)).Diagnostics.Select(static d => d.Id)];
}
