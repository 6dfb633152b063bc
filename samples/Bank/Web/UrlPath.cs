using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace BankSample.Web;

/// <summary>
/// The segments of a request's path as the client meant them. The path that routing sees has lost the difference
/// between <c>%2F</c> and <c>%252F</c>, which are different accounts.
/// </summary>
internal static class UrlPath
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>One decoded segment, counted from 0; null when the path has fewer.</summary>
    /// <exception cref="ProblemException">The path does not say clearly what it means.</exception>
    public static string? Segment(HttpContext context, int index)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = target.Split('?', 2)[0];
        if (!path.StartsWith('/'))
        {
            throw Bad("use the form that starts with /.");
        }

        var segments = path[1..].Split('/').Select(Decode).ToList();
        return segments.Any(s => s is "." or "..") ? throw Bad("'.' and '..' are no names here.") : segments.ElementAtOrDefault(index);
    }

    private static string Decode(string segment)
    {
        var bytes = new List<byte>(segment.Length);
        for (var i = 0; i < segment.Length; i++)
        {
            if (segment[i] != '%')
            {
                bytes.Add((byte)segment[i]);
            }
            else if (i + 2 < segment.Length && char.IsAsciiHexDigit(segment[i + 1]) && char.IsAsciiHexDigit(segment[i + 2]))
            {
                bytes.Add(Convert.FromHexString(segment.AsSpan(i + 1, 2))[0]);
                i += 2;
            }
            else
            {
                throw Bad("a % must be followed by two hexadecimal digits.");
            }
        }

        try
        {
            return Strict.GetString([.. bytes]);
        }
        catch (DecoderFallbackException)
        {
            throw Bad("the bytes behind % are not UTF-8.");
        }
    }

    private static ProblemException Bad(string why) => new(Problem.BadField("path", why));
}
