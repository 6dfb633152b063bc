using System.Globalization;
using Microsoft.Extensions.Primitives;
using PaxosGen;

namespace BankSample.Web;

/// <summary>What stands behind the question mark.</summary>
internal sealed record Query(IQueryCollection Values)
{
    private const int MaxLimit = 1000;
    private const int DefaultLimit = 100;

    public static ValueTask<Query?> BindAsync(HttpContext context) => new(new Query(context.Request.Query));

    /// <summary><c>consistency</c>; linearizable when not given.</summary>
    public ReadConsistency Consistency => One("consistency") switch
    {
        null or "linearizable" => ReadConsistency.Linearizable,
        "lease" => ReadConsistency.Lease,
        "bounded" => ReadConsistency.BoundedStale,
        "stale" => ReadConsistency.Stale,
        _ => throw Bad("consistency", "must be linearizable, lease, bounded or stale."),
    };

    /// <summary><c>prefix</c>; empty when not given.</summary>
    public string Prefix => One("prefix") switch
    {
        null => "",
        { Length: > 2 * Money.MaxAccountCharacters } => throw Bad("prefix", $"is longer than an account's id of {Money.MaxAccountCharacters} characters can be."),
        var prefix => prefix,
    };

    /// <summary><c>limit</c>; 100 when not given.</summary>
    public int Limit => Number("limit", 1, MaxLimit) ?? DefaultLimit;

    /// <summary><c>replica</c>; null when not given.</summary>
    public int? Replica => Number("replica", 1, int.MaxValue);

    private int? Number(string name, int least, int most) => One(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw Bad(name, $"must be a whole number from {least} to {most}.");

    private string? One(string name)
    {
        var values = Values.TryGetValue(name, out var given) ? given : StringValues.Empty;
        return values.Count <= 1 ? (string?)values : throw Bad(name, "is given more than once.");
    }

    private static ProblemException Bad(string field, string why) => new(Problem.BadField(field, why));
}
