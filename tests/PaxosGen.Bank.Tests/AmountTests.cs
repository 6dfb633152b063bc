using System.Globalization;
using BankSample.Web;

namespace PaxosGen.Bank.Tests;

public sealed class AmountTests
{
    [Theory]
    [InlineData("1", "1")]
    [InlineData("10.50", "10.5")]
    [InlineData("0.0001", "0.0001")]
    [InlineData("1.00000", "1")]
    [InlineData("1.000000000000000000000000000000000000000000", "1")]
    [InlineData("1e3", "1000")]
    [InlineData("1E+3", "1000")]
    [InlineData("15e-1", "1.5")]
    [InlineData("1e-4", "0.0001")]
    [InlineData("100000e-9", "0.0001")]
    [InlineData("9007199254740993", "9007199254740993")]
    [InlineData("123456789012345678.9012", "123456789012345678.9012")]
    [InlineData("1e24", "1000000000000000000000000")]
    [InlineData("999999999999999999999999.9999", "999999999999999999999999.9999")]
    public void A_number_of_at_most_4_decimals_is_taken_exactly_and_in_one_form(string number, string amount) =>
        Assert.Equal(amount, Amount.Parse("amount", number).ToString(CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("0", "above 0")]
    [InlineData("-0", "above 0")]
    [InlineData("0e9", "above 0")]
    [InlineData("-1", "above 0")]
    [InlineData("-1e-9", "above 0")]
    [InlineData("0.00001", "4 decimals")]
    [InlineData("1.23456", "4 decimals")]
    [InlineData("1e-5", "4 decimals")]
    [InlineData("1e-999999999999999999999", "4 decimals")]
    [InlineData("1.0000000000000000000000000000000000000001", "4 decimals")]
    [InlineData("1000000000000000000000000.0001", "10^24")]
    [InlineData("1e25", "10^24")]
    [InlineData("1e999999999999999999999", "10^24")]
    [InlineData("79228162514264337593543950336", "10^24")]
    public void Anything_else_is_refused_and_not_rounded(string number, string why) =>
        Assert.Contains(why, Assert.Throws<ProblemException>(() => Amount.Parse("amount", number)).Message, StringComparison.Ordinal);
}
