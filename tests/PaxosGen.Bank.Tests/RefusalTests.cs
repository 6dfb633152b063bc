using System.Text;

namespace PaxosGen.Bank.Tests;

/// <summary>What the web API refuses, and that it names the field.</summary>
[Collection(SharedBank.Name)]
public sealed class RefusalTests(BankFixture bank)
{
    private readonly Caller _caller = bank.Caller;

    [Theory]
    [InlineData("""{"amount":0}""", "amount:")]
    [InlineData("""{"amount":-1}""", "amount:")]
    [InlineData("""{"amount":1.00001}""", "amount:")]
    [InlineData("""{"amount":1e25}""", "amount:")]
    [InlineData("""{"amount":"1"}""", "amount:")]
    [InlineData("""{"amount":null}""", "amount:")]
    [InlineData("""{"amount":true}""", "amount:")]
    [InlineData("""{"amount":[1]}""", "amount:")]
    [InlineData("""{"Amount":1}""", "amount:")]
    [InlineData("{}", "amount:")]
    [InlineData("", "amount:")]
    [InlineData("null", "body:")]
    [InlineData("[]", "body:")]
    [InlineData("1", "body:")]
    [InlineData("""{"amount":1""", "body:")]
    [InlineData("""{"amount":NaN}""", "body:")]
    [InlineData("""{"amount":01}""", "body:")]
    [InlineData("""{"amount":1,5}""", "body:")]
    [InlineData("""{"amount":1}{"amount":2}""", "body:")]
    [InlineData("""{"amount":1,"amount":2}""", "body:")]
    [InlineData("amount=1", "body:")]
    public async Task A_bad_amount_or_body(string body, string names)
    {
        var a = BankFixture.NewAccount();
        foreach (var verb in (string[])["deposit", "withdraw"])
        {
            Assert.StartsWith(names, (await _caller.PostAsync($"/accounts/{a}/{verb}", body)).ShouldBeProblem(400)["detail"], StringComparison.Ordinal);
        }

        Assert.Equal(0m, await _caller.BalanceAsync(a));
    }

    [Theory]
    [InlineData("""{"to":"b","amount":1}""", 400, "from:")]
    [InlineData("""{"from":"a","amount":1}""", 400, "to:")]
    [InlineData("""{"from":"a","to":"b"}""", 400, "amount:")]
    [InlineData("""{"from":1,"to":"b","amount":1}""", 400, "from:")]
    [InlineData("""{"from":"","to":"b","amount":1}""", 400, "from:")]
    [InlineData("""{"from":"a","to":"..","amount":1}""", 400, "to:")]
    [InlineData("""{"from":"a","to":"\ud800","amount":1}""", 400, "to:")]
    [InlineData("""{"from":"a","to":"b\n","amount":1}""", 400, "to:")]
    [InlineData("""{"from":"a","to":"b","amount":0}""", 400, "amount:")]
    [InlineData("""{"from":"a","to":"a","amount":0}""", 400, "amount:")]
    [InlineData("""{"from":"a","to":"a","amount":1}""", 409, "to:")]
    public async Task A_bad_transfer(string body, int status, string names) =>
        Assert.StartsWith(names, (await _caller.PostAsync("/transfers", body)).ShouldBeProblem(status)["detail"], StringComparison.Ordinal);

    [Theory]
    [InlineData("/accounts//deposit")]
    [InlineData("/accounts/%20/deposit")]
    [InlineData("/accounts/%20a/deposit")]
    [InlineData("/accounts/a%09/deposit")]
    [InlineData("/accounts/a%0Ab/deposit")]
    [InlineData("/accounts/a%7Fb/deposit")]
    [InlineData("/accounts/%FF/deposit")]
    [InlineData("/accounts/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/deposit")]
    [InlineData("/accounts/x/../a/deposit")]
    public async Task A_bad_id(string path)
    {
        (await _caller.PostAsync(path, """{"amount":1}""")).ShouldBeProblem(400);
        if (path.EndsWith("/deposit", StringComparison.Ordinal) && !path.Contains("..", StringComparison.Ordinal))
        {
            (await _caller.GetAsync(path[..^"/deposit".Length])).ShouldBeProblem(400);
        }
    }

    [Theory]
    [InlineData("/accounts/a?consistency=strong", "consistency:")]
    [InlineData("/accounts/a?consistency=", "consistency:")]
    [InlineData("/accounts/a?consistency=stale&consistency=stale", "consistency:")]
    [InlineData("/accounts?limit=0", "limit:")]
    [InlineData("/accounts?limit=1001", "limit:")]
    [InlineData("/accounts?limit=-1", "limit:")]
    [InlineData("/accounts?limit=x", "limit:")]
    [InlineData("/accounts?consistency=strong", "consistency:")]
    [InlineData("/status?replica=x", "replica:")]
    [InlineData("/accounts/", "id:")]
    public async Task A_bad_query(string path, string names) =>
        Assert.StartsWith(names, (await _caller.GetAsync(path)).ShouldBeProblem(400)["detail"], StringComparison.Ordinal);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/jsonp")]
    [InlineData("text/json")]
    public async Task A_content_type_that_a_web_page_could_send_unasked(string? contentType)
    {
        foreach (var path in (string[])["/accounts/a/deposit", "/accounts/a/withdraw", "/transfers", "/admin/snapshot", "/admin/transfer", "/admin/rejoin", "/admin/members"])
        {
            (await _caller.PostAsync(path, """{"from":"a","to":"b","amount":1}""", contentType)).ShouldBeProblem(415);
        }
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json;charset=\"UTF-8\"")]
    [InlineData("Application/JSON")]
    public async Task Json_by_its_other_names_is_taken(string contentType) =>
        Assert.Equal(200, (await _caller.PostAsync($"/accounts/{BankFixture.NewAccount()}/deposit", """{"amount":1}""", contentType)).Status);

    [Theory]
    [InlineData("evil.example", 403)]
    [InlineData("evil.example:{port}", 403)]
    [InlineData("127.0.0.1", 403)]
    [InlineData("127.0.0.1:1", 403)]
    [InlineData("localhost.evil.example:{port}", 403)]
    [InlineData("10.0.0.1:{port}", 403)]
    [InlineData("127.0.0.1:{port}", 200)]
    [InlineData("localhost:{port}", 200)]
    [InlineData("[::1]:{port}", 200)]
    public async Task A_name_that_is_not_this_machines_own(string host, int status)
    {
        host = host.Replace("{port}", $"{new Uri(bank.Bank.Address).Port}", StringComparison.Ordinal);
        var posted = await _caller.PostAsync($"/accounts/{BankFixture.NewAccount()}/deposit", """{"amount":1}""", host: host);
        var read = await _caller.SendAsync(HttpMethod.Get, "/accounts", host: host);
        Assert.Equal((status, status), (posted.Status, read.Status));
        if (status == 403)
        {
            Assert.StartsWith("Host:", posted.ShouldBeProblem(403)["detail"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_body_that_is_too_large()
    {
        var body = Encoding.UTF8.GetBytes("""{"amount":1}""" + new string(' ', 20_000));
        (await _caller.SendAsync(HttpMethod.Post, "/accounts/a/deposit", body, "application/json")).ShouldBeProblem(413);
    }

    [Theory]
    [InlineData("GET", "/accounts/a/deposit", 405)]
    [InlineData("GET", "/transfers", 405)]
    [InlineData("POST", "/accounts/a", 405)]
    [InlineData("POST", "/status", 405)]
    [InlineData("DELETE", "/accounts/a", 405)]
    [InlineData("PUT", "/admin/snapshot", 405)]
    [InlineData("GET", "/nothing", 404)]
    [InlineData("POST", "/accounts/a/b/deposit", 404)]
    [InlineData("POST", "/", 405)]
    public async Task A_path_or_method_that_is_not_there(string method, string path, int status) =>
        (await _caller.SendAsync(new HttpMethod(method), path)).ShouldBeProblem(status);

    [Fact]
    public async Task A_balance_that_would_grow_too_large_is_refused_by_the_bank_itself()
    {
        var a = BankFixture.NewAccount();
        Assert.Equal(200, (await _caller.PostAsync($"/accounts/{a}/deposit", """{"amount":1e24}""")).Status);
        var refused = (await _caller.PostAsync($"/accounts/{a}/deposit", """{"amount":0.0001}""")).ShouldBeProblem(422);
        Assert.Equal("balanceTooLarge", refused["code"]);
        (await _caller.GetAsync($"/accounts/{a}")).ShouldBe($$"""{"account":"{{a}}","balance":1000000000000000000000000}""");
    }
}
