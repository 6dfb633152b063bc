using System.Text;
using BankSample.Ledger;

namespace PaxosGen.Bank.Tests;

/// <summary>Every kind of line that a ledger may have.</summary>
public sealed class LedgerReaderTests
{
    private const string Header = "kind,account,to,amount\n";

    [Theory]
    [InlineData("deposit,alice,,10.5", "2 Deposit alice>:10.5")]
    [InlineData("withdraw,alice,,0.0001", "2 Withdraw alice>:0.0001")]
    [InlineData("transfer,alice,bob,7", "2 Transfer alice>bob:7")]
    [InlineData("transfer,alice,ALICE,7", "2 Transfer alice>ALICE:7")]
    [InlineData("\"deposit\",\"alice\",\"\",\"10.50\"", "2 Deposit alice>:10.50")]
    [InlineData("deposit,\"Müller, K.\",,1", "2 Deposit Müller, K.>:1")]
    [InlineData("deposit,\"a \"\"b\"\" c\",,1", "2 Deposit a \"b\" c>:1")]
    [InlineData("deposit,\"\"\"\",,1", "2 Deposit \">:1")]
    [InlineData("deposit,a b,,1", "2 Deposit a b>:1")]
    [InlineData("deposit,O'Brien;x,,1", "2 Deposit O'Brien;x>:1")]
    [InlineData("deposit,東京支店,,1", "2 Deposit 東京支店>:1")]
    [InlineData("deposit,a,,1.2300", "2 Deposit a>:1.2300")]
    [InlineData("deposit,a,,1.230000", "2 Deposit a>:1.2300")]
    [InlineData("deposit,a,,1e3", "2 Deposit a>:1000")]
    [InlineData("deposit,a,,1000000000000000000000000", "2 Deposit a>:1000000000000000000000000")]
    public async Task Good_lines(string line, string read) => Assert.Equal([read], await ReadAsync(Header + line));

    [Theory]
    [InlineData("deposit,a", "2 columns")]
    [InlineData("deposit", "1 column ")]
    [InlineData("   ", "1 column ")]
    [InlineData("deposit,a,,1,", "5 columns")]
    [InlineData("deposit,a,,12,50", "5 columns")]
    [InlineData("deposit;a;;1", "1 column ")]
    [InlineData(",,,", "kind ''")]
    [InlineData("lend,a,b,1", "kind 'lend'")]
    [InlineData("Deposit,a,,1", "kind 'Deposit'")]
    [InlineData(" deposit,a,,1", "kind ' deposit'")]
    [InlineData("deposit,,,1", "account ''")]
    [InlineData("deposit, a,,1", "white space")]
    [InlineData("deposit,a ,,1", "white space")]
    [InlineData("deposit,\" \",,1", "white space")]
    [InlineData("deposit,a\tb,,1", "control")]
    [InlineData("deposit,a\rb,,1", "control")]
    [InlineData("deposit,a\0b,,1", "control")]
    [InlineData("deposit,..,,1", "URL")]
    [InlineData("deposit,a,b,1", "to 'b' must be empty")]
    [InlineData("withdraw,a,a,1", "to 'a' must be empty")]
    [InlineData("transfer,a,,1", "to ''")]
    [InlineData("transfer,,a,1", "account ''")]
    [InlineData("transfer,a,b ,1", "to 'b '")]
    [InlineData("transfer,a,a,1", "cannot pay itself")]
    [InlineData("deposit,a,,", "amount ''")]
    [InlineData("deposit,a,,0", "above 0")]
    [InlineData("deposit,a,,0.0000", "above 0")]
    [InlineData("deposit,a,,-0", "above 0")]
    [InlineData("deposit,a,,-5.00", "above 0")]
    [InlineData("deposit,a,,1.00001", "4 decimals")]
    [InlineData("deposit,a,,1e-5", "4 decimals")]
    [InlineData("deposit,a,,NaN", "a number")]
    [InlineData("deposit,a,,Infinity", "a number")]
    [InlineData("deposit,a,,\"12,50\"", "a number")]
    [InlineData("deposit,a,,\"1,000.00\"", "a number")]
    [InlineData("deposit,a,,1_000", "a number")]
    [InlineData("deposit,a,,1 000", "a number")]
    [InlineData("deposit,a,, 5", "a number")]
    [InlineData("deposit,a,,5 ", "a number")]
    [InlineData("deposit,a,,+5", "a number")]
    [InlineData("deposit,a,,--5", "a number")]
    [InlineData("deposit,a,,05", "a number")]
    [InlineData("deposit,a,,.5", "a number")]
    [InlineData("deposit,a,,5.", "a number")]
    [InlineData("deposit,a,,1.2.3", "a number")]
    [InlineData("deposit,a,,(5)", "a number")]
    [InlineData("deposit,a,,0x10", "a number")]
    [InlineData("deposit,a,,$5", "a number")]
    [InlineData("deposit,a,,٥", "a number")]
    [InlineData("deposit,a,,1e25", "10^24")]
    [InlineData("deposit,a,,1000000000000000000000000.0001", "10^24")]
    [InlineData("deposit,a,,99999999999999999999999999999999999999999999", "10^24")]
    [InlineData("deposit,a,,1e999999999", "10^24")]
    [InlineData("deposit,a\"b,,1", "quote inside a field")]
    [InlineData("deposit, \"a\",,1", "quote inside a field")]
    [InlineData("deposit,\"a\"b,,1", "after its closing quote")]
    [InlineData("deposit,\"a\" ,,1", "after its closing quote")]
    [InlineData("deposit,\"a,,1", "not closed")]
    [InlineData("deposit,a,,\"1", "not closed")]
    [InlineData("\"", "not closed")]
    public async Task Bad_lines_are_told_apart_from_the_good_ones_around_them(string line, string why)
    {
        var read = await ReadAsync($"{Header}deposit,before,,1\n{line}\ndeposit,\"behind\",,2");
        Assert.Equal(("2 Deposit before>:1", "4 Deposit behind>:2", 3), (read[0], read[^1], read.Count));
        Assert.StartsWith("3 ", read[1], StringComparison.Ordinal);
        Assert.Contains(why, read[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_id_has_at_most_64_code_points()
    {
        var (longest, tooLong) = (string.Concat(Enumerable.Repeat("😀", 64)), new string('a', 65));
        var read = await ReadAsync($"{Header}deposit,{longest},,1\ndeposit,{tooLong},,1\ntransfer,a,{tooLong},1\n");
        Assert.Equal($"2 Deposit {longest}>:1", read[0]);
        Assert.StartsWith("3 account", read[1], StringComparison.Ordinal);
        Assert.StartsWith("4 to", read[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\uFEFFkind,account,to,amount\r\ndeposit,a,,1\r\ndeposit,b,,2\r\n")]
    [InlineData("kind,account,to,amount\ndeposit,a,,1\r\ndeposit,b,,2")]
    [InlineData("kind,account,to,amount\ndeposit,a,,1\ndeposit,b,,2\r")]
    [InlineData("\uFEFF\"kind\",\"account\",\"to\",\"amount\"\ndeposit,a,,1\ndeposit,b,,2\n")]
    public async Task Byte_order_mark_ends_of_lines_and_the_end_of_the_file(string ledger) =>
        Assert.Equal(["2 Deposit a>:1", "3 Deposit b>:2"], await ReadAsync(ledger));

    [Fact]
    public async Task Blank_lines_are_passed_over_and_counted() =>
        Assert.Equal(["4 Deposit a>:1", "7 Deposit b>:2"], await ReadAsync("\n" + Header + "\r\ndeposit,a,,1\n\n\ndeposit,b,,2\n\n\n"));

    [Fact]
    public async Task A_field_over_several_lines_is_one_bad_line_with_the_number_of_the_first()
    {
        var read = await ReadAsync($"{Header}deposit,\"a\nb\r\n\nc\",,1\ndeposit,d,,\"1\n2\"\ndeposit,e,,3\n");
        Assert.Equal((3, "8 Deposit e>:3"), (read.Count, read[2]));
        Assert.StartsWith("2 account", read[0], StringComparison.Ordinal);
        Assert.StartsWith("6 amount", read[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quote_that_is_not_closed_spoils_only_its_own_line()
    {
        var read = await ReadAsync($"{Header}deposit,\"a,,1\ndeposit,b,,2\ndeposit,\"c, d\",,3\n\ndeposit,\"e,,4\ndeposit,f,,5\n");
        Assert.Equal(["2", "3 Deposit b>:2", "4 Deposit c, d>:3", "6", "7 Deposit f>:5"], read.Select(r => r.Contains("not closed", StringComparison.Ordinal) ? r[..1] : r));
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF8_spoil_only_their_own_line()
    {
        byte[] ledger = [.. Encoding.UTF8.GetBytes(Header), .. "deposit,M"u8, 0xFC, .. "ller,,1\ndeposit,Ærø,,2\ndeposit,"u8, 0xED, 0xA0, 0x80, .. ",,3\n"u8];
        var read = await ReadAsync(ledger);
        Assert.Equal(["2 is not valid UTF-8.", "3 Deposit Ærø>:2", "4 is not valid UTF-8."], read);
    }

    [Fact]
    public async Task Lines_without_end_are_not_kept()
    {
        var endless = new string('x', LineReader.MaxBytes + 1);
        var read = await ReadAsync($"{Header}deposit,{endless},,1\ndeposit,a,,1\ndeposit,\"b,,2\n{endless}{endless}{endless}\ndeposit,c,,3\n{endless}");
        Assert.Equal(
            ["2 is longer", "3 Deposit a", "4 has a quot", "5 is longer", "6 Deposit c", "7 is longer"],
            read.Select(r => r[..Math.Min(r.Length, r[2] == 'h' ? 12 : 11)]));
    }

    [Fact]
    public async Task A_message_about_a_line_has_nothing_that_a_terminal_acts_on()
    {
        var read = await ReadAsync($"{Header}\u001b[2J\u202e{new string('x', 50)},a,,1");
        Assert.Equal($@"2 kind '\u{{1b}}[2J\u{{202e}}{new string('x', 35)}'... must be deposit, withdraw or transfer.", Assert.Single(read));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("\uFEFF", "is empty")]
    [InlineData("\n\n", "is empty")]
    [InlineData("deposit,a,,1\n", "line 1 is 'deposit,a,,1'")]
    [InlineData("kind,account,amount,to\n", "line 1 is 'kind,account,amount,to'")]
    [InlineData("Kind,Account,To,Amount\n", "line 1 is 'Kind,Account,To,Amount'")]
    [InlineData("kind;account;to;amount\n", "line 1 is 'kind;account;to;amount'")]
    [InlineData("\"kind,account,to,amount\n", "not closed")]
    public async Task Without_its_header_it_is_no_ledger(string text, string why) =>
        Assert.Contains(why, (await Assert.ThrowsAsync<IOException>(() => ReadAsync(text))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_header_alone_is_a_ledger_without_lines() => Assert.Empty(await ReadAsync("kind,account,to,amount"));

    [Fact]
    public async Task What_cannot_be_read_is_named()
    {
        var folder = Path.GetTempPath();
        Assert.Contains("is a folder", (await Assert.ThrowsAsync<IOException>(() => LedgerFile.OpenAsync(folder, default))).Message, StringComparison.Ordinal);
        var missing = Path.Combine(folder, $"{Guid.NewGuid()}.csv");
        Assert.Contains(missing, (await Assert.ThrowsAnyAsync<IOException>(() => LedgerFile.OpenAsync(missing, default))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_does_not_matter_in_which_pieces_the_file_comes()
    {
        var text = $"{Header}deposit,\"Müller, K.\",,1\r\ndeposit,\"a,,2\n\nwithdraw,b,,3\ntransfer,\"x\ny\",b,4\ndeposit,c,,5";
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)];
        var whole = await RecordsAsync(new MemoryStream(bytes));
        Assert.Equal(whole, await RecordsAsync(new Trickle(bytes)));
        Assert.Equal(["1", "2", "3", "5", "6", "8"], whole.Select(r => r.Split(' ')[0]));
        Assert.EndsWith($" {bytes.Length}", whole[^1], StringComparison.Ordinal);
    }

    private static Task<List<string>> ReadAsync(string ledger) => ReadAsync(Encoding.UTF8.GetBytes(ledger));

    private static async Task<List<string>> ReadAsync(byte[] ledger)
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, ledger);
            await using var file = await LedgerFile.OpenAsync(path, CancellationToken.None);
            List<string> read = [];
            await foreach (var entry in file.ReadAsync(CancellationToken.None))
            {
                read.Add(entry.Line is { } line
                    ? FormattableString.Invariant($"{line.Number} {line.Kind} {line.Account}>{line.To}:{line.Amount}")
                    : $"{entry.Number} {entry.Problem}");
            }

            return read;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task<List<string>> RecordsAsync(Stream stream)
    {
        var reader = new CsvReader(new LineReader(stream));
        List<string> records = [];
        while (await reader.ReadAsync(CancellationToken.None) is { } record)
        {
            records.Add($"{record.Line} {(record.Fields is { } fields ? string.Join('|', fields) : record.Problem)} {record.End}");
        }

        return records;
    }

    /// <summary>Gives one byte at a time.</summary>
    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);
    }
}
