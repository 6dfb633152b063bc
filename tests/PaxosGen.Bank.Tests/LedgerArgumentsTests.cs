using BankSample.Commands;
using BankSample.Ledger;

namespace PaxosGen.Bank.Tests;

public sealed class LedgerArgumentsTests
{
    [Fact]
    public void A_ledger_alone_is_applied_in_order_by_replicas_of_this_process()
    {
        var arguments = ReplayArguments.Parse(["x.csv"]);
        Assert.Equal(("x.csv", 0, 1, null, false), (arguments.File, arguments.Cluster.Count, arguments.Concurrency, arguments.Report, arguments.Shared));
    }

    [Fact]
    public void Options_are_taken_in_both_forms_and_any_order()
    {
        var spaced = ReplayArguments.Parse(["--cluster", "a:1, [::1]:2", "x.csv", "--concurrency", "64", "--report", "y.json", "--shared"]);
        var joined = ReplayArguments.Parse(["--shared", "--report=y.json", "--concurrency=64", "--cluster=a:1,[::1]:2", "x.csv"]);
        Assert.All([spaced, joined], a => Assert.Equal(("x.csv", "a:1 [::1]:2", 64, "y.json", true), (a.File, string.Join(' ', a.Cluster), a.Concurrency, a.Report, a.Shared)));
    }

    [Theory]
    [InlineData("which ledger?")]
    [InlineData("name is empty", "")]
    [InlineData("'y.csv' is one too many", "x.csv", "y.csv")]
    [InlineData("'--nope' is no option", "x.csv", "--nope")]
    [InlineData("'-c' is no option", "x.csv", "-c")]
    [InlineData("--concurrency 0:", "x.csv", "--concurrency", "0")]
    [InlineData("--concurrency -1:", "x.csv", "--concurrency", "-1")]
    [InlineData("--concurrency x:", "x.csv", "--concurrency=x")]
    [InlineData("--concurrency 1.5:", "x.csv", "--concurrency=1.5")]
    [InlineData("--concurrency 4097:", "x.csv", "--concurrency", "4097")]
    [InlineData("--concurrency 99999999999:", "x.csv", "--concurrency", "99999999999")]
    [InlineData("--concurrency needs a value", "x.csv", "--concurrency")]
    [InlineData("--concurrency needs a value", "x.csv", "--concurrency", "--shared")]
    [InlineData("--concurrency is given twice", "x.csv", "--concurrency", "1", "--concurrency", "2")]
    [InlineData("'nonsense' is no address", "x.csv", "--cluster", "nonsense")]
    [InlineData("'' is no address", "x.csv", "--cluster", "a:1,,b:2")]
    [InlineData("'b:0' is no address", "x.csv", "--cluster", "a:1,b:0")]
    [InlineData("'a:65536' is no address", "x.csv", "--cluster", "a:65536")]
    [InlineData("--cluster needs a value", "x.csv", "--cluster=")]
    [InlineData("--shared takes no value", "x.csv", "--cluster=a:1", "--shared=yes")]
    [InlineData("--shared goes with --cluster", "x.csv", "--shared")]
    [InlineData("overwrite the ledger", "x.csv", "--report", "./x.csv")]
    public void Anything_else_is_refused_and_said_why(string why, params string[] args)
    {
        Assert.Contains(why, Assert.Throws<MisuseException>(() => ReplayArguments.Parse(args)).Message, StringComparison.Ordinal);
    }
}
