using System.Collections.Immutable;
using PaxosGen.Core;
using PaxosGen.Transport;

namespace PaxosGen.Client;

/// <summary>
/// Which address to dial next: where a replica says that the leader is, otherwise in turn those of the members that are
/// known and those that were given. One that has just been found silent or dead is left out for a while, even if others
/// still take it for the leader.
/// </summary>
internal sealed class LeaderSearch
{
    // Replicas that point at each other, or at one that is dead, must not be asked in a tight loop.
    private const int RedirectsWithoutWait = 3;

    // By then another leads, or the silent one is needed for a quorum.
    private const int TurnsLeftOut = 2;

    // With many addresses turns take long, and those who still point at it after so many questions are right.
    private const int HintsIgnored = 6;

    private readonly ImmutableArray<string> _given;
    private readonly Backoff _backoff;
    private ImmutableArray<string> _addresses;
    private Epoch _epoch;
    private int _next;
    private int _failures;
    private int _redirects;
    private int _leftOut;
    private int _hintsIgnored;
    private string? _hint;
    private string? _dialled;
    private string? _unusable;

    public LeaderSearch(ImmutableArray<string> given, Backoff backoff)
    {
        _given = _addresses = given;
        _backoff = backoff;
    }

    /// <summary>A replica says who the members are. One that lags, or was removed and does not know it, does not undo what is known.</summary>
    public void OnMembers(EpochMembers members)
    {
        if (members.Epoch < _epoch || members.Addresses.IsEmpty)
        {
            return;
        }

        // Members first, in the caller's order where it has one. The others stay: they may be all that is right.
        _epoch = members.Epoch;
        ImmutableArray<string> addresses =
            [.. _given.Where(a => members.Addresses.Contains(a)), .. members.Addresses.Except(_given), .. _given.Except(members.Addresses)];
        if (!addresses.SequenceEqual(_addresses))
        {
            (_addresses, _next) = (addresses, 0);
        }
    }

    /// <summary>A replica says where the leader is; empty when it does not know.</summary>
    public void OnHint(string address) =>
        _hint = address.Length == 0 || (address == _unusable && ++_hintsIgnored <= HintsIgnored) ? null : address;

    /// <summary>The address dialled last does not answer.</summary>
    public void OnUnusable() => (_unusable, _leftOut, _hintsIgnored) = (_dialled, 0, 0);

    /// <summary>The last attempt was of no use, or a connection was lost. Returns how long to wait before the next.</summary>
    public long OnFailure() => _hint is not null && ++_redirects <= RedirectsWithoutWait ? 0 : _backoff.After(++_failures);

    /// <summary>A replica answers: the search is over.</summary>
    public void OnFound()
    {
        _failures = 0;
        _redirects = 0;
        _unusable = null;
    }

    /// <summary>The address to dial. A hint counts once: if nobody answers there, the others have their turn.</summary>
    public string Next()
    {
        var hint = _hint;
        _hint = null;
        return _dialled = hint ?? NextInTurn();
    }

    private string NextInTurn()
    {
        if (_addresses[_next] == _unusable && _leftOut < TurnsLeftOut)
        {
            _leftOut++;
            _next = (_next + 1) % _addresses.Length;
        }

        var address = _addresses[_next];
        _next = (_next + 1) % _addresses.Length;
        return address;
    }
}
