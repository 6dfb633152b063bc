using System.Collections.Immutable;

namespace PaxosGen.Client;

/// <summary>Which address to dial next: where a replica says that the leader is, otherwise the given ones in turn.</summary>
internal sealed class LeaderSearch(ImmutableArray<string> endpoints, Backoff backoff)
{
    // Replicas that point at each other, or at one that is dead, must not be asked in a tight loop.
    private const int RedirectsWithoutWait = 3;

    private int _next;
    private int _failures;
    private int _redirects;
    private string? _hint;

    /// <summary>A replica says where the leader is; empty when it does not know.</summary>
    public void OnHint(string address) => _hint = address.Length == 0 ? null : address;

    /// <summary>The last attempt was of no use, or a connection was lost. Returns how long to wait before the next.</summary>
    public long OnFailure() => _hint is not null && ++_redirects <= RedirectsWithoutWait ? 0 : backoff.After(++_failures);

    /// <summary>A replica answers: the search is over.</summary>
    public void OnFound()
    {
        _failures = 0;
        _redirects = 0;
    }

    /// <summary>The address to dial. A hint counts once: if nobody answers there, the given addresses have their turn.</summary>
    public string Next()
    {
        if (_hint is { } hint)
        {
            _hint = null;
            return hint;
        }

        var address = endpoints[_next];
        _next = (_next + 1) % endpoints.Length;
        return address;
    }
}
