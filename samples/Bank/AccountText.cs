using System.Text;

namespace BankSample;

/// <summary>What an account's id may be, the same in the web API and in ledgers: 1 to 64 characters, compared exactly as written.</summary>
/// <remarks>
/// Characters are Unicode code points. Control characters and white space at the ends are refused, because two ids that
/// look the same would be two accounts. That is for those who send to judge and not for the state machine: what counts
/// as white space can change with the runtime, and replicas may run different ones.
/// </remarks>
internal static class AccountText
{
    /// <summary>Why a text cannot be an account's id; null if it can.</summary>
    public static string? WhyNot(string value)
    {
        var characters = value.EnumerateRunes().Count();
        return characters is 0 or > Money.MaxAccountCharacters ? $"an account's id has 1 to {Money.MaxAccountCharacters} characters, not {characters}."
            : value.EnumerateRunes().Any(Rune.IsControl) ? "an account's id has no control characters."
            : value.Trim().Length != value.Length ? "an account's id neither starts nor ends with white space."
            : value is "." or ".." ? "'.' and '..' are no ids: a URL cannot name them."
            : null;
    }
}
