using BankSample.Ledger;

namespace PaxosGen.Bank.Tests;

/// <summary>What is seen while a replay runs.</summary>
public sealed class LedgerProgressTests
{
    private static readonly ReplayCounts Half = new(Lines: 1000, Approved: 800, Refused: 150, Rejected: 50, Through: 1001, End: 5000);

    [Theory]
    [InlineData(200, "[====================                    ]  50 %  100 lines/s  0:00:10 left  800 approved  150 refused  50 rejected")]
    [InlineData(85, "[=====     ]  50 %  100 lines/s  0:00:10 left  800 approved  150 refused  50 rejected")]
    [InlineData(84, " 50 %  100 lines/s  0:00:10 left  800 approved  150 refused  50 rejected")]
    [InlineData(60, " 50 %  100 lines/s  0:00:10 left  800 approved  150 refused")]
    [InlineData(20, " 50 %  100 lines/s")]
    [InlineData(8, " 50 %")]
    [InlineData(2, "")]
    public void The_bar_takes_no_more_than_the_width(int width, string bar) =>
        Assert.Equal(bar, ProgressBar.Bar(Half, length: 10_000, TimeSpan.FromSeconds(10), width));

    [Fact]
    public void A_file_gets_plain_lines() => Assert.Equal(
        " 50 %, 100 lines/s, 0:00:10 left, 800 approved, 150 refused, 50 rejected",
        ProgressBar.Line(Half, length: 10_000, TimeSpan.FromSeconds(10)));

    [Theory]
    [InlineData(0, 0, "0 lines, 0 lines/s, 0 approved, 0 refused, 0 rejected")]
    [InlineData(10_000, 0, "  0 %, 0 lines/s, 0 approved, 0 refused, 0 rejected")]
    public void Nothing_is_known_at_the_start(long length, int seconds, string line) =>
        Assert.Equal(line, ProgressBar.Line(default, length, TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void The_status_of_a_terminal_is_drawn_in_place_and_stays_below_other_lines()
    {
        var writer = new StringWriter { NewLine = "\n" };
        var screen = new Screen(writer, () => 20);
        screen.Draw("50 %");
        screen.WriteLine("line 2: bad");
        screen.Draw("100 %");
        screen.Draw("");
        Assert.Equal("50 %\r    \rline 2: bad\n50 %\r    \r100 %\r     \r", writer.ToString());
        Assert.Equal((true, 19), (screen.IsTerminal, screen.Width));
    }
}
