using System.ComponentModel;

namespace PaxosGen.Wire;

/// <summary>
/// Encodes <see cref="Uri"/>: the text that it was made of. One that names its scheme is absolute, any other is relative.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct UriCodec : ICodec<Uri>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.Bytes;

    /// <inheritdoc/>
    public static int MinSize => 1;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, Uri value)
    {
        CanonicalWriter.RequireExactType(value);
        if (value.UserEscaped || (value.IsAbsoluteUri && !NamesScheme(value)))
        {
            // Whether a bare path is absolute depends on the operating system.
            throw new ArgumentException($"The URI '{value.OriginalString}' cannot be replicated: write it with its scheme (file:///…), and without dontEscape.", nameof(value));
        }

        StringCodec.Write(writer, value.OriginalString);
    }

    /// <inheritdoc/>
    public static Uri Read(ref CanonicalReader reader)
    {
        var text = StringCodec.Read(ref reader);
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && NamesScheme(uri) && uri.OriginalString == text)
        {
            return uri;
        }

        return Uri.TryCreate(text, UriKind.Relative, out uri) && uri.OriginalString == text ? uri : throw reader.Malformed("no URI has this text");
    }

    private static bool NamesScheme(Uri uri)
    {
        var text = uri.OriginalString.AsSpan().TrimStart();
        return text.Length > uri.Scheme.Length && text[uri.Scheme.Length] == ':' && text.StartsWith(uri.Scheme, StringComparison.OrdinalIgnoreCase);
    }
}
