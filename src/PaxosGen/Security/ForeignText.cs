using System.Globalization;
using System.Text;

namespace PaxosGen;

/// <summary>Text that a stranger chose, such as a name in a certificate, made fit for logs, terminals and messages to others.</summary>
internal static class ForeignText
{
    private const int MaxName = 200;

    /// <summary>Most characters of a whole message of somebody else.</summary>
    public const int MaxMessage = 2000;

    /// <summary>On one line, of printable characters, and not long: what is neither is escaped as <c>\uXXXX</c>, and the rest is cut off.</summary>
    /// <param name="text">What the stranger says.</param>
    /// <param name="max">Most characters; a note that there were more comes besides.</param>
    public static string Of(string text, int max = MaxName)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            var isPrintable = Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
            var piece = isPrintable ? rune.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}");
            if (shown.Length + piece.Length > max)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{shown}… ({text.Length} characters)");
            }

            shown.Append(piece);
        }

        return shown.ToString();
    }
}
