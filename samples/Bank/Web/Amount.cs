using System.Globalization;
using System.Numerics;

namespace BankSample.Web;

/// <summary>
/// Reads an amount of money from the text of a JSON number, exactly: a number with more than 4 decimals is refused and
/// never rounded, and 1, 1.0 and 1e0 are the same amount.
/// </summary>
internal static class Amount
{
    private const int MaxText = 100;
    private const int UnitsPerOne = 10_000;

    private static readonly BigInteger MaxUnits = new BigInteger(Money.Max) * UnitsPerOne;

    /// <summary>Reads a JSON number.</summary>
    /// <exception cref="ProblemException">It is no amount; names <paramref name="field"/>.</exception>
    public static decimal Parse(string field, string number)
    {
        if (number.Length > MaxText)
        {
            throw Bad(field, "is too long for an amount.");
        }

        var (mantissa, exponent) = number.Split('e', 'E') is [var left, var right] ? (left, right) : (number, "0");
        var (whole, fraction) = mantissa.Split('.') is [var before, var after] ? (before, after) : (mantissa, "");
        var digits = BigInteger.Parse(whole + fraction, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (digits.Sign <= 0)
        {
            throw Bad(field, "must be above 0.");
        }

        // A power of ten beyond the text's length cannot be made up for by its digits.
        var power = BigInteger.Parse(exponent, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) - fraction.Length + Money.Decimals;
        if (power > MaxText || (power >= 0 && digits * BigInteger.Pow(10, (int)power) > MaxUnits))
        {
            throw Bad(field, $"must be at most {Money.MaxText}.");
        }

        var rest = BigInteger.One;
        var units = power >= 0 ? digits * BigInteger.Pow(10, (int)power)
            : power >= -MaxText ? BigInteger.DivRem(digits, BigInteger.Pow(10, -(int)power), out rest)
            : BigInteger.Zero;
        if (power < 0 && !rest.IsZero)
        {
            throw Bad(field, $"must not have more than {Money.Decimals} decimals.");
        }

        return units <= MaxUnits ? Normal((decimal)units / UnitsPerOne) : throw Bad(field, $"must be at most {Money.MaxText}.");
    }

    // Commands with an idempotency key are compared as bytes, so one amount must have one form.
    private static decimal Normal(decimal value) => value / 1.0000000000000000000000000000m;

    private static ProblemException Bad(string field, string why) => new(Problem.BadField(field, why));
}
