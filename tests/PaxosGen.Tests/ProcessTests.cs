namespace PaxosGen.Tests;

/// <summary>The same states have the same bytes in processes of other settings: hash codes of texts differ in each anyway.</summary>
public sealed class ProcessTests
{
    [Fact]
    public void Equal_states_have_equal_bytes_whatever_their_history()
        => Assert.Equal(Histories.Hashes(0), Histories.Hashes(3));

    [Theory]
    [InlineData("1", "")]
    [InlineData("7", "")]
    public async Task Equal_states_have_equal_bytes_in_another_process(string processors, string culture)
        => await AssertSameHashesAsync(processors, culture, isInvariant: true, ["I"]);

    // Where the machine has data of cultures, i becomes İ in Turkish, and the runner knows it. Without ICU a process that
    // asks for cultures does not start at all, so it stays invariant: its numbers still look otherwise.
    [Theory]
    [InlineData("1", "tr-TR")]
    [InlineData("2", "da-DK")]
    public async Task Equal_states_have_equal_bytes_in_another_culture(string processors, string culture)
        => await AssertSameHashesAsync(processors, HasCultures ? culture : "", isInvariant: !HasCultures, HasCultures && culture == "tr-TR" ? ["İ"] : ["I"]);

    private static bool HasCultures { get; } = FindCultures();

    private static async Task AssertSameHashesAsync(string processors, string culture, bool isInvariant, string[] capitals)
    {
        var lines = await AskAsync(processors, isInvariant, ["2", culture]);
        var settings = lines[0].Split(' ');
        Assert.Equal(processors, settings[0]);
        Assert.Contains(settings[1], capitals);
        Assert.Equal("~1;5", settings[2]);
        Assert.Equal(Histories.Hashes(0), lines[1..]);
    }

    private static bool FindCultures()
    {
        try
        {
            return AskAsync("1", isInvariant: false, ["0", "tr-TR"]).GetAwaiter().GetResult().Length > 1;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static Task<string[]> AskAsync(string processors, bool isInvariant, string[] arguments)
        => OtherProcess.AskAsync(typeof(ProcessTests).Assembly.Location, processors, isInvariant, timeZone: null, arguments);
}
