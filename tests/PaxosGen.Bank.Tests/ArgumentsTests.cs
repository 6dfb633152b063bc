using BankSample.Commands;

namespace PaxosGen.Bank.Tests;

/// <summary>What each command makes of its words.</summary>
public sealed class ArgumentsTests
{
    private const string Members = "1=127.0.0.1:7101,2=127.0.0.1:7102,3=127.0.0.1:7103";

    [Fact]
    public void Without_options_a_temporary_folder_and_port_5080()
    {
        var arguments = EmbeddedArguments.Parse([]);
        Assert.Equal((null, "127.0.0.1:5080", false), (arguments.DataDirectory, arguments.Http.ToString(), arguments.Help));
    }

    [Theory]
    [InlineData("127.0.0.1:0", "127.0.0.1:0")]
    [InlineData("localhost:8080", "127.0.0.1:8080")]
    [InlineData("[::1]:8080", "[::1]:8080")]
    public void Options_are_taken_in_both_forms(string http, string endpoint)
    {
        var spaced = EmbeddedArguments.Parse(["--data", "/tmp/x", "--http", http]);
        Assert.Equal(("/tmp/x", endpoint), (spaced.DataDirectory, spaced.Http.ToString()));
        Assert.Equal(spaced, EmbeddedArguments.Parse(["--data=/tmp/x", $"--http={http}"]));
    }

    [Theory]
    [InlineData("'serv' is no command", "serv", "--id", "1")]
    [InlineData("'--nope' is no option", "--nope")]
    [InlineData("'--id' is no option", "--id", "1")]
    [InlineData("'x' is neither an option nor the value of one", "--data", "a", "x")]
    [InlineData("--data needs a value", "--data")]
    [InlineData("--data needs a value", "--data=")]
    [InlineData("--data needs a value", "--data", "--http")]
    [InlineData("--data is given twice", "--data", "a", "--data", "b")]
    [InlineData("loopback", "--http", "0.0.0.0:5080")]
    [InlineData("--tls /nowhere: there is no '/nowhere/ca.pem'", "--tls", "/nowhere")]
    [InlineData("give an address of this machine", "--allow-insecure", "--http", "example.org:80")]
    [InlineData("loopback", "--http", "127.0.0.1")]
    [InlineData("loopback", "--http", "::1")]
    [InlineData("loopback", "--http", "127.0.0.1:65536")]
    [InlineData("loopback", "--http", "example.org:80")]
    public void Anything_else_is_refused_and_said_why(string why, params string[] words)
    {
        var misuse = Assert.Throws<MisuseException>(() => EmbeddedArguments.Parse(words));
        Assert.Contains(why, misuse.Message, StringComparison.Ordinal);
        Assert.StartsWith("usage: Bank [--data DIR]", misuse.Usage, StringComparison.Ordinal);
    }

    [Fact]
    public void Beyond_loopback_takes_saying_that_it_is_safe()
    {
        Assert.Equal("0.0.0.0:5080", EmbeddedArguments.Parse(["--http=0.0.0.0:5080", "--allow-insecure"]).Http.ToString());
        string[] words = ["--id=1", "--data=d", "--members=1=10.0.0.1:7101", "--http=10.0.0.1:8101"];
        var serve = ServeArguments.Parse([.. words, "--allow-insecure", "--hosts=bank.example, other.example"]);
        Assert.True(serve.AllowInsecure);
        Assert.Equal(["bank.example", "other.example"], serve.Hosts);
        Assert.Contains("unless there is --tls", Assert.Throws<MisuseException>(() => ServeArguments.Parse(words)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Serve_takes_what_it_needs_and_leaves_the_rest_to_the_defaults()
    {
        var arguments = ServeArguments.Parse(["--id", "2", "--data", "/tmp/x", "--http", "127.0.0.1:8102", "--members", Members]);
        Assert.Equal((2, "/tmp/x", "127.0.0.1:8102", false), (arguments.Id, arguments.DataDirectory, arguments.Http.ToString(), arguments.Bootstrap));
        Assert.Equal("1=127.0.0.1:7101,2=127.0.0.1:7102,3=127.0.0.1:7103", string.Join(',', arguments.Members.Select(m => $"{m.Key}={m.Value}")));
        Assert.Equal((null, null, null, null), (arguments.Listen, arguments.Name, arguments.ElectionTimeout, arguments.SnapshotInterval));
        Assert.Equal((null, null), (arguments.Lease, arguments.MaxStaleness));
    }

    [Fact]
    public void Serve_takes_every_option_in_both_forms_and_any_order()
    {
        var arguments = ServeArguments.Parse(
        [
            "--bootstrap", "--members=3=[::1]:7103, 1=localhost:7101", "--snapshot-interval=10", "--election-timeout", "50", "--name=b=c",
            "--listen", "127.0.0.1:9", "--http=localhost:0", "--data=/tmp/x", "--id=3", "--lease=50", "--max-staleness", "2000",
        ]);
        Assert.Equal((50, 2000), (arguments.Lease, arguments.MaxStaleness));
        Assert.Equal((3, true, "127.0.0.1:9", "b=c", 50, 10), (arguments.Id, arguments.Bootstrap, arguments.Listen, arguments.Name, arguments.ElectionTimeout, arguments.SnapshotInterval));
        Assert.Equal("1=localhost:7101,3=[::1]:7103", string.Join(',', arguments.Members.Select(m => $"{m.Key}={m.Value}")));
    }

    [Theory]
    [InlineData("[::1]:5080")]
    [InlineData("[::]:5080", "--allow-insecure")]
    [InlineData("10.0.0.1:80", "--allow-insecure")]
    public void The_web_API_listens_beyond_loopback_only_when_told_that_it_may(string http, params string[] more)
    {
        var arguments = ServeArguments.Parse(["--id=1", "--data=/tmp/x", $"--http={http}", $"--members={Members}", .. more]);
        Assert.Equal(System.Net.IPEndPoint.Parse(http), arguments.Http);
    }

    [Theory]
    [InlineData("--id is missing", "--id", null)]
    [InlineData("--id needs a value", "--id", "")]
    [InlineData("--id 0: give a whole number from 1", "--id", "0")]
    [InlineData("--id -1: give a whole number from 1", "--id", "-1")]
    [InlineData("--id one: give a whole number from 1", "--id", "one")]
    [InlineData("--id 4 is not in --members, which names 1, 2, 3", "--id", "4")]
    [InlineData("--data is missing", "--data", null)]
    [InlineData("--http is missing", "--http", null)]
    [InlineData("--http 127.0.0.1: give a loopback address and a port", "--http", "127.0.0.1")]
    [InlineData("--http 10.0.0.1:80: give a loopback address and a port", "--http", "10.0.0.1:80")]
    [InlineData("--http [::]:5080: give a loopback address and a port", "--http", "[::]:5080")]
    [InlineData("--http 0.0.0.0:5080: give a loopback address and a port", "--http", "0.0.0.0:5080")]
    [InlineData("--http bank.example:5080: give a loopback address and a port", "--http", "bank.example:5080")]
    [InlineData("--http 127.0.0.1:70000: give a loopback address and a port", "--http", "127.0.0.1:70000")]
    [InlineData("--http 127.0.0.1:7101 is the address of member 1 in --members", "--http", "127.0.0.1:7101")]
    [InlineData("--http 127.0.0.1:7102 is the address of member 2 in --members", "--http", "127.0.0.1:7102")]
    [InlineData("--http and --listen are both 127.0.0.1:8101", "--listen", "127.0.0.1:8101")]
    [InlineData("--listen 127.0.0.1:7102 is the address of member 2 in --members, and this is replica 1", "--listen", "127.0.0.1:7102")]
    [InlineData("--listen 7101 is no address", "--listen", "7101")]
    [InlineData("--listen 127.0.0.1:0 is no address", "--listen", "127.0.0.1:0")]
    [InlineData("--members is missing", "--members", null)]
    [InlineData("--members: 'x' is no member", "--members", "x")]
    [InlineData("--members: '' is no member", "--members", "1=127.0.0.1:7101,")]
    [InlineData("--members: '0' is no id of a member", "--members", "0=127.0.0.1:7101")]
    [InlineData("--members: 'a' is no id of a member", "--members", "a=127.0.0.1:7101")]
    [InlineData("--members: '127.0.0.1' is no address for member 2", "--members", "1=127.0.0.1:7101,2=127.0.0.1")]
    [InlineData("--members: '127.0.0.1:0' is no address for member 1", "--members", "1=127.0.0.1:0")]
    [InlineData("--members: '127.0.0.1:65536' is no address for member 1", "--members", "1=127.0.0.1:65536")]
    [InlineData("--members: 'a b:1' is no address for member 1", "--members", "1=a b:1")]
    [InlineData("--members: member 1 is named twice", "--members", "1=127.0.0.1:7101,1=127.0.0.1:7102")]
    [InlineData("--members: member 1 is named twice", "--members", "1=127.0.0.1:7101,1=127.0.0.1:7101")]
    [InlineData("--members: members 1 and 2 have the same address 127.0.0.1:7101", "--members", "1=127.0.0.1:7101,2=127.0.0.1:7101")]
    [InlineData("--election-timeout 49: give a whole number from 50 to 60000", "--election-timeout", "49")]
    [InlineData("--election-timeout 1s: give a whole number from 50 to 60000", "--election-timeout", "1s")]
    [InlineData("--snapshot-interval 0: give a whole number from 1", "--snapshot-interval", "0")]
    [InlineData("--lease 0: give a whole number from 1 to 60000", "--lease", "0")]
    [InlineData("--max-staleness 0: give a whole number from 1 to 86400000", "--max-staleness", "0")]
    [InlineData("--name needs a value", "--name", "")]
    [InlineData("'--nope' is no option here", "--nope", "1")]
    [InlineData("--bootstrap takes no value", "--bootstrap", "yes")]
    [InlineData("--join takes no value", "--join", "yes")]
    [InlineData("--later-members: 'x' is no member", "--later-members", "x")]
    [InlineData("member 2 is in both --members and --later-members", "--later-members", "2=127.0.0.1:9")]
    [InlineData("--http 127.0.0.1:8101 is the address of member 4", "--later-members", "4=127.0.0.1:8101")]
    public void Serve_refuses_anything_else_and_says_why(string why, string option, string? value)
    {
        var words = new Dictionary<string, string?> { ["--id"] = "1", ["--data"] = "/tmp/x", ["--http"] = "127.0.0.1:8101", ["--members"] = Members, [option] = value };
        var misuse = Assert.Throws<MisuseException>(() => ServeArguments.Parse([.. words.Where(w => w.Value is not null).Select(w => $"{w.Key}={w.Value}")]));
        Assert.Contains(why, misuse.Message, StringComparison.Ordinal);
        Assert.StartsWith("usage: Bank serve", misuse.Usage, StringComparison.Ordinal);
    }

    [Fact]
    public void Serve_joins_under_an_id_of_its_own_and_says_where_it_listens()
    {
        string[] words = ["--id=4", "--data=/tmp/x", "--http=127.0.0.1:8104", $"--members={Members}"];
        var arguments = ServeArguments.Parse([.. words, "--join", "--listen=127.0.0.1:7104", "--later-members=5=127.0.0.1:7105"]);
        Assert.Equal((4, true, false, "127.0.0.1:7104", "127.0.0.1:7105"), (arguments.Id, arguments.Join, arguments.Bootstrap, arguments.Listen, arguments.LaterMembers[5]));
        Refused("says with --listen where it listens", [.. words, "--join"]);
        Refused("--join and --bootstrap contradict each other", [.. words, "--join", "--bootstrap", "--listen=127.0.0.1:7104"]);
        Refused("an id that the cluster has never had", [.. words[1..], "--id=3", "--join"]);

        static void Refused(string why, string[] words) =>
            Assert.Contains(why, Assert.Throws<MisuseException>(() => ServeArguments.Parse(words)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--id is given twice", "--id", "1", "--id", "1")]
    [InlineData("--bootstrap is given twice", "--bootstrap", "--bootstrap")]
    [InlineData("--data needs a value", "--data", "--bootstrap")]
    [InlineData("'x' is neither an option nor the value of one", "--bootstrap", "x")]
    public void Serve_refuses_words_in_the_wrong_place(string why, params string[] words) =>
        Assert.Contains(why, Assert.Throws<MisuseException>(() => ServeArguments.Parse(words)).Message, StringComparison.Ordinal);
}
