using BankSample.Ledger;

namespace PaxosGen.Bank.Tests;

/// <summary>Takes as long as a replay looks for a leader; on its own, so that the others need not wait for it.</summary>
public sealed class LedgerConnectionTests
{
    [Fact]
    public async Task A_cluster_that_is_not_there_is_said_in_a_sentence()
    {
        var ledger = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(ledger, "kind,account,to,amount\ndeposit,a,,1\n");
            using var errors = new StringWriter();
            Assert.Equal(1, await ReplayCommand.RunAsync([ledger, "--cluster", "127.0.0.1:1"], new Screen(TextWriter.Null, null), errors, CancellationToken.None));
            Assert.StartsWith("bank: No leader answered within 00:00:10.", errors.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", errors.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(ledger);
        }
    }
}
