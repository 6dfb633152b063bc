using BankSample;

namespace PaxosGen.Bank.Tests;

public sealed class ArgumentsTests
{
    [Fact]
    public void Without_options_a_temporary_folder_and_port_5080()
    {
        Assert.True(Arguments.TryParse([], out var arguments, out _));
        Assert.Equal((null, "127.0.0.1:5080", false), (arguments.DataDirectory, arguments.Http.ToString(), arguments.Help));
    }

    [Theory]
    [InlineData("127.0.0.1:0", "127.0.0.1:0")]
    [InlineData("localhost:8080", "127.0.0.1:8080")]
    [InlineData("[::1]:8080", "[::1]:8080")]
    public void Options_are_taken_in_both_forms(string http, string endpoint)
    {
        Assert.True(Arguments.TryParse(["--data", "/tmp/x", "--http", http], out var spaced, out _));
        Assert.True(Arguments.TryParse(["--data=/tmp/x", $"--http={http}"], out var joined, out _));
        Assert.Equal(("/tmp/x", endpoint), (spaced.DataDirectory, spaced.Http.ToString()));
        Assert.Equal(spaced, joined);
    }

    [Theory]
    [InlineData("'serve' comes in a later version", "serve", "--id", "1")]
    [InlineData("'replay' comes in a later version", "replay", "x.csv")]
    [InlineData("'--nope' is no option", "--nope")]
    [InlineData("'x' is no option", "x")]
    [InlineData("--data needs a value", "--data")]
    [InlineData("--data needs a value", "--data", "--http")]
    [InlineData("--data is given twice", "--data", "a", "--data", "b")]
    [InlineData("loopback", "--http", "0.0.0.0:5080")]
    [InlineData("loopback", "--http", "127.0.0.1")]
    [InlineData("loopback", "--http", "::1")]
    [InlineData("loopback", "--http", "127.0.0.1:65536")]
    [InlineData("loopback", "--http", "example.org:80")]
    public void Anything_else_is_refused_and_said_why(string why, params string[] args)
    {
        Assert.False(Arguments.TryParse(args, out _, out var problem));
        Assert.Contains(why, problem, StringComparison.Ordinal);
    }
}
