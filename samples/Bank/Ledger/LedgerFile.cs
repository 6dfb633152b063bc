using System.Runtime.CompilerServices;

namespace BankSample.Ledger;

/// <summary>A ledger on disk: CSV in UTF-8 with the header <c>kind,account,to,amount</c>. Read once, as a stream.</summary>
internal sealed class LedgerFile : IAsyncDisposable
{
    private readonly FileStream _stream;
    private readonly CsvReader _records;

    private LedgerFile(FileStream stream, CsvReader records)
    {
        _stream = stream;
        _records = records;
        Length = stream.CanSeek ? stream.Length : 0;
    }

    /// <summary>Bytes of the file; 0 when that cannot be told.</summary>
    public long Length { get; }

    /// <summary>Opens a ledger and reads its header.</summary>
    /// <exception cref="IOException">It cannot be read, or is no ledger; says why.</exception>
    public static async Task<LedgerFile> OpenAsync(string path, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
        {
            throw new IOException($"{path} is a folder; give a CSV file.");
        }

        FileStream stream;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new IOException($"{path} cannot be read: {e.Message}", e);
        }

        try
        {
            var records = new CsvReader(new LineReader(stream));
            CheckHeader(path, await records.ReadAsync(cancellationToken));
            return new LedgerFile(stream, records);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>All that follows the header, in order. Blank lines are passed over.</summary>
    public async IAsyncEnumerable<LedgerEntry> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await _records.ReadAsync(cancellationToken) is { } record)
        {
            yield return LedgerLine.TryParse(record, out var line, out var why)
                ? new LedgerEntry(record.Line, record.End, line, null)
                : new LedgerEntry(record.Line, record.End, null, why);
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private static void CheckHeader(string path, CsvRecord? header)
    {
        if (header is null)
        {
            throw new IOException($"{path} is empty; a ledger starts with the header {LedgerLine.Columns}.");
        }

        var found = header.Fields is { } fields ? string.Join(',', fields) : null;
        if (found != LedgerLine.Columns)
        {
            throw new IOException(
                $"{path} is no ledger: line {header.Line} {(found is null ? header.Problem : $"is {Excerpt.Of(found)}.")} Its first line must be the header {LedgerLine.Columns}, in UTF-8.");
        }
    }
}
