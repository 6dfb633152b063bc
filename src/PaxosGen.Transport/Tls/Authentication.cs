namespace PaxosGen.Transport;

/// <summary>What came of looking at somebody's certificate.</summary>
public abstract record Authentication
{
    private Authentication()
    {
    }

    /// <summary>The certificate is trusted, and says who it is.</summary>
    public sealed record Known(PaxosPrincipal Principal) : Authentication;

    /// <summary>Nobody that is trusted.</summary>
    /// <param name="Why">Why, in words, and what to do about it; starts with a capital letter.</param>
    public sealed record Refused(string Why) : Authentication;
}
