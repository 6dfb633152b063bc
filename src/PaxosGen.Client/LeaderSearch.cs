using System.Collections.Immutable;

namespace PaxosGen.Client;

/// <summary>
/// Which address to dial next: where a replica says that the leader is, otherwise the given ones in turn. One that has
/// just been found silent or dead is left out for a while, even if others still take it for the leader.
/// </summary>
internal sealed class LeaderSearch(ImmutableArray<string> endpoints, Backoff backoff)
{
    // Replicas that point at each other, or at one that is dead, must not be asked in a tight loop.
    private const int RedirectsWithoutWait = 3;

    // By then another leads, or the silent one is needed for a quorum.
    private const int TurnsLeftOut = 2;

    private int _next;
    private int _failures;
    private int _redirects;
    private int _leftOut;
    private string? _hint;
    private string? _dialled;
    private string? _unusable;

    /// <summary>A replica says where the leader is; empty when it does not know.</summary>
    public void OnHint(string address) => _hint = address.Length == 0 || address == _unusable ? null : address;

    /// <summary>The address dialled last does not answer.</summary>
    public void OnUnusable() => (_unusable, _leftOut) = (_dialled, 0);

    /// <summary>The last attempt was of no use, or a connection was lost. Returns how long to wait before the next.</summary>
    public long OnFailure() => _hint is not null && ++_redirects <= RedirectsWithoutWait ? 0 : backoff.After(++_failures);

    /// <summary>A replica answers: the search is over.</summary>
    public void OnFound()
    {
        _failures = 0;
        _redirects = 0;
        _unusable = null;
    }

    /// <summary>The address to dial. A hint counts once: if nobody answers there, the given addresses have their turn.</summary>
    public string Next()
    {
        var hint = _hint;
        _hint = null;
        return _dialled = hint ?? NextGiven();
    }

    private string NextGiven()
    {
        if (endpoints[_next] == _unusable && _leftOut < TurnsLeftOut)
        {
            _leftOut++;
            _next = (_next + 1) % endpoints.Length;
        }

        var address = endpoints[_next];
        _next = (_next + 1) % endpoints.Length;
        return address;
    }
}
