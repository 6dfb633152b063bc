using System.Globalization;

namespace BankSample.Ledger;

/// <summary>A sum of amounts, exact however many there are: a <see cref="decimal"/> rounds silently above 28 digits.</summary>
/// <param name="Units">Ten-thousandths.</param>
/// <param name="Decimals">As many as the amount with the most of them is written with.</param>
internal readonly record struct MoneySum(Int128 Units, int Decimals)
{
    private const int UnitsPerOne = 10_000;

    public static MoneySum operator +(MoneySum left, MoneySum right) => new(left.Units + right.Units, Math.Max(left.Decimals, right.Decimals));

    public static MoneySum operator -(MoneySum left, MoneySum right) => new(left.Units - right.Units, Math.Max(left.Decimals, right.Decimals));

    /// <summary>One amount of at most <see cref="Money.Max"/>.</summary>
    public static MoneySum Of(decimal amount) => new((Int128)(amount * UnitsPerOne), Math.Min((int)amount.Scale, Money.Decimals));

    public override string ToString()
    {
        var units = Int128.Abs(Units);
        var whole = (units / UnitsPerOne).ToString(CultureInfo.InvariantCulture);
        var fraction = ((int)(units % UnitsPerOne)).ToString("D4", CultureInfo.InvariantCulture)[..Decimals];
        return $"{(Units < 0 ? "-" : "")}{whole}{(Decimals > 0 ? "." : "")}{fraction}";
    }
}
