using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace BankSample;

/// <summary>
/// An amount of money as text, the same in the web API and in ledgers: a number as JSON writes it, read exactly. More
/// than 4 decimals are refused and never rounded.
/// </summary>
internal static partial class AmountText
{
    private const int MaxLength = 100;
    private const decimal Unit = 0.0001m;
    private const int UnitsPerOne = 10_000;

    private static readonly BigInteger MaxUnits = new BigInteger(Money.Max) * UnitsPerOne;

    /// <summary>Reads an amount. It keeps the decimals that it is written with: 10.50 stays 10.50.</summary>
    /// <returns>Whether it is one; if not, <paramref name="why"/> goes on after its name.</returns>
    public static bool TryParse(string text, out decimal amount, [NotNullWhen(false)] out string? why)
    {
        amount = 0;
        why = text.Length > MaxLength ? "is too long for an amount."
            : !JsonNumber().IsMatch(text) ? "must be a number, written like 10.5."
            : null;
        return why is null && TryRead(text, out amount, out why);
    }

    private static bool TryRead(string number, out decimal amount, [NotNullWhen(false)] out string? why)
    {
        amount = 0;
        var (mantissa, exponent) = number.Split('e', 'E') is [var left, var right] ? (left, right) : (number, "0");
        var (whole, fraction) = mantissa.Split('.') is [var before, var after] ? (before, after) : (mantissa, "");
        var digits = BigInteger.Parse(whole + fraction, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (digits.Sign <= 0)
        {
            why = "must be above 0.";
            return false;
        }

        // A power of ten beyond the text's length cannot be made up for by its digits.
        var decimals = fraction.Length - BigInteger.Parse(exponent, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var power = Money.Decimals - decimals;
        var units = power > MaxLength ? MaxUnits + 1 : power < -MaxLength ? BigInteger.Zero : Scale(digits, (int)power);
        why = units > MaxUnits ? $"must be at most {Money.MaxText}."
            : units.IsZero ? $"must not have more than {Money.Decimals} decimals."
            : null;
        if (why is null)
        {
            amount = decimal.Round((decimal)units * Unit, (int)BigInteger.Max(0, BigInteger.Min(decimals, Money.Decimals)));
        }

        return why is null;
    }

    /// <summary>So many times ten to the power; 0 if that is not whole, and never too small to tell that it is too large.</summary>
    private static BigInteger Scale(BigInteger digits, int power)
    {
        if (power >= 0)
        {
            return digits * BigInteger.Pow(10, power);
        }

        var units = BigInteger.DivRem(digits, BigInteger.Pow(10, -power), out var rest);
        return rest.IsZero || units > MaxUnits ? units : BigInteger.Zero;
    }

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z")]
    private static partial Regex JsonNumber();
}
