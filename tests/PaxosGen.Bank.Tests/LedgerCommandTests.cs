using System.Text;
using System.Text.Json.Nodes;
using BankSample;
using BankSample.Ledger;

namespace PaxosGen.Bank.Tests;

/// <summary>The whole command, in this process, with real replicas.</summary>
public sealed class LedgerCommandTests : IDisposable
{
    private const int BalanceLines = 300;

    private static readonly string Ledger = Path.Combine(AppContext.BaseDirectory, "data", "ledger-5k.csv");
    private static readonly JsonNode Expected = JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(Ledger, ".expected.json")))!;

    private readonly string _folder = Directory.CreateTempSubdirectory("bank-test-").FullName;
    private readonly Transcript _output = new();
    private readonly Transcript _errors = new();

    private string ReportPath => Path.Combine(_folder, "report.json");

    private JsonNode Report => JsonNode.Parse(File.ReadAllText(ReportPath))!;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task In_order_every_balance_and_count_is_the_expected_one()
    {
        Assert.Equal(0, await RunAsync(Ledger, "--concurrency", "1", "--report", ReportPath));
        Assert.Equal((188, 4356, 625, 19), (Expected["balances"]!.AsObject().Count, (int)Expected["approved"]!, (int)Expected["refused"]!, Expected["rejectedLines"]!.AsArray().Count));
        Assert.Equal(Expected.ToJsonString(), Report.ToJsonString());
        Assert.Equal("", _errors.ToString());
        foreach (var number in Expected["rejectedLines"]!.AsArray())
        {
            Assert.Contains($"line {number}: ", _output.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Concurrently_money_is_conserved_and_no_line_forgotten()
    {
        Assert.Equal(0, await RunAsync(Ledger, "--concurrency", "64", "--report", ReportPath));
        var report = Report;
        Assert.Equal(Expected["lines"]!.ToJsonString(), report["lines"]!.ToJsonString());
        Assert.Equal(Expected["rejectedLines"]!.ToJsonString(), report["rejectedLines"]!.ToJsonString());
        Assert.Equal(5000 - 19, (int)report["approved"]! + (int)report["refused"]!);
        var balances = report["balances"]!.AsObject().Select(b => Number(b.Value!.GetValue<string>())).ToList();
        Assert.All(balances, balance => Assert.True(balance >= 0));
        Assert.Equal((Summary("deposited") - Summary("withdrawn"), balances.Count), (balances.Sum(), (int)report["accounts"]!));
        Assert.Equal(balances.Sum(), Number(report["total"]!.GetValue<string>()));
        Assert.Contains("money       conserved: 0 before", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public async Task No_line_is_lost_and_none_applied_twice_when_the_leader_stops(int concurrency)
    {
        var ledger = Write(string.Concat(Enumerable.Range(1, BalanceLines).Select(i => $"deposit,saver{i % 7},,{i}.0001\n")));
        await using var cluster = await LocalCluster<BankReplica>.StartAsync(3);
        await using var client = await BankClient.ConnectAsync(cluster.Members.Values);
        await client.DepositAsync("other", 5m);
        var run = RunAsync(ledger, "--cluster", string.Join(',', cluster.Members.Values), "--concurrency", $"{concurrency}", "--report", ReportPath);
        while (!run.IsCompleted && await client.BalanceAsync("saver1") == 0)
        {
        }

        await cluster.StopAsync(await cluster.WaitForLeaderAsync());
        Assert.Equal(0, await run);
        var expected = Enumerable.Range(0, 7).Select(s => KeyValuePair.Create($"saver{s}", Enumerable.Range(1, BalanceLines).Where(i => i % 7 == s).Sum(i => i + 0.0001m)));
        Assert.Equal(
            expected.Prepend(KeyValuePair.Create("other", 5m)),
            Report["balances"]!.AsObject().Select(b => KeyValuePair.Create(b.Key, Number(b.Value!.GetValue<string>()))));
        Assert.Equal((BalanceLines, BalanceLines, 8), ((int)Report["lines"]!, (int)Report["approved"]!, (int)Report["accounts"]!));
        Assert.Contains("conserved: 5 before", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_others_do_is_no_failure_unless_it_is_in_the_ledgers_accounts_and_not_declared()
    {
        await using var cluster = await LocalCluster<BankReplica>.StartAsync(3);
        await using var client = await BankClient.ConnectAsync(cluster.Members.Values);
        string[] args = ["--cluster", cluster.Members[2]];
        foreach (var (account, option, code, says) in ((string, string[], int, string)[])[
            ("stranger", [], 0, "others moved money in accounts of their own"),
            ("shared", [], 1, "not conserved"),
            ("shared", ["--shared"], 0, "cannot be judged"),
        ])
        {
            // The replay is under way for as long as its last line is withheld.
            var feed = new FeedFile(_folder);
            await feed.CreateAsync();
            var run = RunAsync([feed.Name, .. args, .. option]);
            await using (var writer = await feed.OpenAsync())
            {
                await writer.WriteAsync("kind,account,to,amount\ndeposit,shared,,1\nlend,marker,,1\n"u8.ToArray());
                await writer.FlushAsync();
                await UntilAsync(() => _output.ToString().Contains("line 3: ", StringComparison.Ordinal));
                await client.DepositAsync(account, 2m);
            }

            Assert.Equal(code, await run);
            Assert.Contains(says, _output.ToString(), StringComparison.Ordinal);
            Assert.Equal(code == 1, _errors.ToString().Contains("'shared'", StringComparison.Ordinal));
            _output.Clear();
            _errors.Clear();
        }
    }

    [Fact]
    public async Task A_balance_that_would_grow_too_large_is_a_rejected_line()
    {
        var ledger = Write("deposit,rich,,1e24\ndeposit,rich,,0.0001\ndeposit,poor,,1\ntransfer,poor,rich,1\nwithdraw,poor,,2\ndeposit,rich2,,1e24\ndeposit,rich3,,999999999999999999999999.9999\n");
        Assert.Equal(0, await RunAsync(ledger, "--report", ReportPath));
        Assert.Equal(
            """{"lines":7,"approved":4,"refused":1,"rejectedLines":[3,5],"total":"3000000000000000000000000.9999","accounts":4,"balances":{"poor":"1","rich":"1000000000000000000000000","rich2":"1000000000000000000000000","rich3":"999999999999999999999999.9999"}}""",
            Report.ToJsonString());
    }

    [Fact]
    public async Task What_cannot_work_is_found_before_the_first_line()
    {
        var ledger = Write("deposit,a,,1\n");
        var link = File.CreateSymbolicLink(Path.Combine(_folder, "link"), ledger).FullName;
        foreach (var (says, args) in ((string, string[])[])[
            ("is a folder", [_folder]),
            ("missing.csv", [Path.Combine(_folder, "missing.csv")]),
            ("report", [ledger, "--report", Path.Combine(_folder, "no", "report.json")]),
            ("report", [ledger, "--report", link]),
        ])
        {
            Assert.Equal(1, await RunAsync(args));
            Assert.StartsWith("bank: ", _errors.ToString(), StringComparison.Ordinal);
            Assert.Contains(says, _errors.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", _errors.ToString(), StringComparison.Ordinal);
            _errors.Clear();
        }

        Assert.Contains("deposit,a,,1", await File.ReadAllTextAsync(ledger), StringComparison.Ordinal);
    }

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            await Task.Delay(5, patience.Token);
        }
    }

    private decimal Summary(string name) => Number(_output.ToString().Split('\n').Single(l => l.StartsWith(name, StringComparison.Ordinal))[name.Length..].Trim());

    private string Write(string lines)
    {
        var path = Path.Combine(_folder, "ledger.csv");
        File.WriteAllText(path, "kind,account,to,amount\n" + lines, Encoding.UTF8);
        return path;
    }

    private Task<int> RunAsync(params string[] args) =>
        Task.Run(() => ReplayCommand.RunAsync(args, new Screen(_output, null), _errors, CancellationToken.None));
}
