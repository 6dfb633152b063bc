using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace BankSample.Ledger;

/// <summary>The outcome of a replay as JSON. Opened first, so that a place that cannot be written is known before a line is sent.</summary>
internal sealed class ReplayReport : IAsyncDisposable
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly FileStream _stream;

    private ReplayReport(FileStream stream) => _stream = stream;

    /// <summary>Opens the file, empty.</summary>
    /// <exception cref="IOException">It cannot be written; says why.</exception>
    public static ReplayReport Create(string path)
    {
        try
        {
            return new ReplayReport(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None));
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException or ArgumentException or NotSupportedException)
        {
            throw new IOException($"The report {path} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Writes the outcome.</summary>
    public async Task WriteAsync(Replay replay, MoneySum total, IReadOnlyList<AccountBalance> accounts)
    {
        await using var json = new Utf8JsonWriter(_stream, Options);
        json.WriteStartObject();
        json.WriteNumber("lines", replay.Counts.Lines);
        json.WriteNumber("approved", replay.Counts.Approved);
        json.WriteNumber("refused", replay.Counts.Refused);
        json.WriteStartArray("rejectedLines");
        foreach (var line in replay.Rejected)
        {
            json.WriteNumberValue(line);
        }

        json.WriteEndArray();
        json.WriteString("total", total.ToString());
        json.WriteNumber("accounts", accounts.Count);
        json.WriteStartObject("balances");
        foreach (var (account, balance) in accounts)
        {
            json.WriteString(account, balance.ToString(CultureInfo.InvariantCulture));
        }

        json.WriteEndObject();
        json.WriteEndObject();
        await json.FlushAsync();
        await _stream.WriteAsync("\n"u8.ToArray());
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
