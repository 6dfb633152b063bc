namespace BankSample.Ledger;

/// <summary>Reads the records of a CSV file (RFC 4180, UTF-8). Entirely blank lines are none.</summary>
/// <remarks>
/// A quote that is opened and never closed would swallow the rest of the file, up to the next quote: then only the line
/// that opens it is bad, and reading goes on with the line after it. A library's reader would give neither that nor the
/// bytes to tell bad UTF-8 by.
/// </remarks>
internal sealed class CsvReader(LineReader lines)
{
    // Lines that were read while looking for a closing quote and turned out not to belong to it.
    private readonly Stack<PhysicalLine> _again = new();

    /// <summary>The next record; null at the end of the file.</summary>
    public async ValueTask<CsvRecord?> ReadAsync(CancellationToken cancellationToken)
    {
        PhysicalLine? first;
        do
        {
            first = await NextAsync(cancellationToken);
        }
        while (first is { Bytes: [] });

        if (first is null)
        {
            return null;
        }

        if (first.Bytes is null)
        {
            return new CsvRecord(first.Number, first.End, null, $"is longer than {LineReader.MaxBytes} bytes.");
        }

        var fields = new CsvFields();
        fields.Add(first.Bytes);
        return fields is { IsOpen: true, Problem: null } ? await ReadOnAsync(first, fields, cancellationToken) : Record(first, first, fields);
    }

    /// <summary>Looks for the end of a quoted field on the lines that follow.</summary>
    private async ValueTask<CsvRecord> ReadOnAsync(PhysicalLine first, CsvFields fields, CancellationToken cancellationToken)
    {
        Stack<PhysicalLine> taken = new();
        var size = first.Bytes!.Length;
        while (fields is { IsOpen: true, Problem: null } && size <= LineReader.MaxBytes && await NextAsync(cancellationToken) is { } line)
        {
            taken.Push(line);
            size += line.Bytes?.Length ?? LineReader.MaxBytes + 1;
            fields.Add(line.Bytes);
        }

        if (fields is { IsOpen: false, Problem: null })
        {
            return Record(first, taken.Peek(), fields);
        }

        while (taken.TryPop(out var line))
        {
            _again.Push(line);
        }

        return new CsvRecord(first.Number, first.End, null, "has a quote that is opened and not closed.");
    }

    private static CsvRecord Record(PhysicalLine first, PhysicalLine last, CsvFields fields)
    {
        var texts = fields.Decode();
        return new CsvRecord(first.Number, last.End, texts, fields.Problem);
    }

    private async ValueTask<PhysicalLine?> NextAsync(CancellationToken cancellationToken) =>
        _again.TryPop(out var line) ? line : await lines.ReadAsync(cancellationToken);
}
