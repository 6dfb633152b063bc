using PaxosGen.Server.Hosting;

namespace PaxosGen.Server.Tests.Hosting;

/// <summary>What one build has written and another cannot read.</summary>
public sealed class SchemaTextTests
{
    [Theory]
    [InlineData("type P", "type P: struct")]
    [InlineData("type P: struct", "type P")]
    [InlineData("enum P: byte", "enum P: int")]
    public void A_type_in_another_form_is_unreadable(string written, string build)
        => Assert.Equal([$"- {written}", $"+ {build}"], Unreadable(written, build));

    [Theory]
    [InlineData("type P: struct", "type P: struct")]
    [InlineData("type P: struct", "type Q: struct")]
    [InlineData("enum P: byte", "enum P: byte")]
    public void The_same_and_what_is_gone_are_not(string written, string build)
        => Assert.Empty(Unreadable(written, build));

    private static IReadOnlyList<string> Unreadable(string written, string build)
        => SchemaText.Parse($"machine M\n  state 1 _a: int\n{written}\n  1 X\n").Unreadable(SchemaText.Parse($"machine M\n  state 1 _a: int\n{build}\n  1 X\n"), 1);
}
