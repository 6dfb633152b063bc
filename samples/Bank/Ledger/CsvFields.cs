using System.Buffers;
using System.Text;

namespace BankSample.Ledger;

/// <summary>Takes one record apart by RFC 4180, physical line by physical line: only a field in quotes goes on over the end of a line.</summary>
internal sealed class CsvFields
{
    private const byte Quote = (byte)'"';
    private const byte Comma = (byte)',';

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<byte[]> _fields = [];
    private readonly ArrayBufferWriter<byte> _field = new();
    private Place _place;

    private enum Place
    {
        FieldStart,
        Plain,
        Quoted,
        AfterQuote,
    }

    /// <summary>A quoted field is not closed yet.</summary>
    public bool IsOpen => _place == Place.Quoted;

    /// <summary>Why this is no record; null while it may be one.</summary>
    public string? Problem { get; private set; }

    /// <summary>Takes the next physical line.</summary>
    public void Add(ReadOnlySpan<byte> line)
    {
        if (IsOpen)
        {
            _field.Write("\n"u8);
        }

        foreach (var value in line)
        {
            Add(value);
        }

        if (!IsOpen)
        {
            EndField();
        }
    }

    /// <summary>The record's fields as text; null, and <see cref="Problem"/> set, if they are none.</summary>
    public List<string>? Decode()
    {
        try
        {
            return Problem is null ? _fields.ConvertAll(Strict.GetString) : null;
        }
        catch (DecoderFallbackException)
        {
            Problem = "is not valid UTF-8.";
            return null;
        }
    }

    private void Add(byte value)
    {
        switch (_place)
        {
            case Place.FieldStart when value == Quote:
                _place = Place.Quoted;
                break;
            case Place.FieldStart or Place.Plain or Place.AfterQuote when value == Comma:
                EndField();
                break;
            case Place.Plain when value == Quote:
                Problem ??= "has a quote inside a field that does not start with one: put the field in quotes and double those in it.";
                break;
            case Place.Quoted when value == Quote:
                _place = Place.AfterQuote;
                break;
            case Place.AfterQuote when value != Quote:
                Problem ??= "has a field that goes on after its closing quote: double the quotes inside a field.";
                break;
            default:
                _place = _place is Place.Quoted or Place.AfterQuote ? Place.Quoted : Place.Plain;
                _field.Write([value]);
                break;
        }
    }

    private void EndField()
    {
        _fields.Add(_field.WrittenSpan.ToArray());
        _field.ResetWrittenCount();
        _place = Place.FieldStart;
    }
}
