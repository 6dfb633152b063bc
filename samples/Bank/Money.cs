namespace BankSample;

/// <summary>The bounds that keep arithmetic exact.</summary>
internal static class Money
{
    /// <summary>Most digits after the point.</summary>
    public const int Decimals = 4;

    /// <summary>Largest amount and largest balance. Even twice as much has room for all decimals: <see cref="decimal"/> rounds silently, and only above.</summary>
    public const decimal Max = 1_000_000_000_000_000_000_000_000m;

    /// <summary><see cref="Max"/>, for people.</summary>
    public const string MaxText = "10^24";

    /// <summary>Most characters (Unicode code points) of an account's id.</summary>
    public const int MaxAccountCharacters = 64;
}
