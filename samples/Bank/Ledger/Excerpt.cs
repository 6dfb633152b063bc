using System.Text;

namespace BankSample.Ledger;

/// <summary>Shows a piece of a file in a message: short, on one line, and without what a terminal would act on.</summary>
internal static class Excerpt
{
    private const int MaxRunes = 40;

    public static string Of(string text)
    {
        var excerpt = new StringBuilder("'");
        var runes = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (++runes > MaxRunes)
            {
                return excerpt.Append("'...").ToString();
            }

            if (IsShown(rune))
            {
                excerpt.Append(rune.ToString());
            }
            else
            {
                excerpt.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
            }
        }

        return excerpt.Append('\'').ToString();
    }

    // Format characters turn the direction of what follows, or are not seen at all.
    private static bool IsShown(Rune rune) => !Rune.IsControl(rune)
        && Rune.GetUnicodeCategory(rune) is not (System.Globalization.UnicodeCategory.Format
            or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator);
}
