using System.Diagnostics;
using System.Runtime.InteropServices;
using PaxosGen.Core;
using PaxosGen.Transport;

namespace PaxosGen.Server.Clients;

/// <summary>A client's request that waits for its answer.</summary>
internal sealed class Waiter(IReplyTo client, RequestId id, WaitKey key, int payloadBytes)
{
    /// <summary>Who waits.</summary>
    public IReplyTo Client => client;

    /// <summary>The request's id on its connection.</summary>
    public RequestId Id => id;

    /// <summary>What it waits for.</summary>
    public WaitKey Key => key;

    /// <summary>For the opening of a session: its id as the client is told it.</summary>
    public SessionId Session { get; init; }

    /// <summary>Bytes of the request's payload.</summary>
    public int PayloadBytes => payloadBytes;

    /// <summary>When it arrived, if it is timed; else 0.</summary>
    public long ArrivedAt { get; init; }

    /// <summary>Its trace; null when nobody listens.</summary>
    public Activity? Activity { get; init; }

    /// <summary>The room that it takes while it waits.</summary>
    public ClientShares.Share? Share { get; set; }

    /// <summary>Another request that waits for the same.</summary>
    public Waiter? Next { get; set; }
}

/// <summary>
/// What a request waits for: a call of a session (or, with number 0, its opening), or a key; with one payload, since the
/// same key with another payload has another outcome.
/// </summary>
internal readonly record struct WaitKey(UInt128 Id, long Sequence, UInt128 PayloadHash)
{
    private const long Opening = 0;
    private const long Keyed = -1;

    public static WaitKey Of(Origin origin, UInt128 payloadHash) => new(origin.Id, origin.IsKey ? Keyed : origin.Sequence, payloadHash);

    public static WaitKey Of(SessionId session) => new(session.Value, Opening, 0);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine((ulong)Id, Sequence);
}

/// <summary>
/// The requests that have been handed to the replica and are not answered. Any replica that applies a command answers
/// whoever waits for it there, leader or not.
/// </summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="shares">The room for them; who finds none is told to come back later.</param>
internal sealed class Waiters(ClientShares shares)
{
    private readonly Dictionary<WaitKey, Waiter> _waiting = [];
    private readonly Lock _gate = new();
    private int _count;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _count;
            }
        }
    }

    /// <summary>Adds a request if there is room for it. A request that its client repeats on the same connection waits once.</summary>
    public bool TryAdd(Waiter waiter)
    {
        lock (_gate)
        {
            ref var first = ref CollectionsMarshal.GetValueRefOrAddDefault(_waiting, waiter.Key, out var isKnown);
            for (var other = first; other is not null; other = other.Next)
            {
                if (other.Client == waiter.Client && other.Id == waiter.Id)
                {
                    return true;
                }
            }

            waiter.Share = shares.TryTake(waiter.Client.Caller, waiter.PayloadBytes);
            if (waiter.Share is null)
            {
                if (!isKnown)
                {
                    _waiting.Remove(waiter.Key);
                }

                return false;
            }

            waiter.Next = first;
            first = waiter;
            _count++;
            return true;
        }
    }

    /// <summary>Takes all that wait for this; null when nobody does.</summary>
    public Waiter? Take(WaitKey key)
    {
        if (Volatile.Read(ref _count) == 0)
        {
            // As on every follower. Whoever waits for this was added before it could be chosen.
            return null;
        }

        lock (_gate)
        {
            if (!_waiting.Remove(key, out var first))
            {
                return null;
            }

            for (var waiter = first; waiter is not null; waiter = waiter.Next)
            {
                Leave(waiter);
            }

            return first;
        }
    }

    /// <summary>Takes one request.</summary>
    /// <returns>Whether it still waited.</returns>
    public bool Remove(Waiter waiter)
    {
        lock (_gate)
        {
            if (!_waiting.TryGetValue(waiter.Key, out var first))
            {
                return false;
            }

            if (first == waiter)
            {
                Leave(waiter);
                if (waiter.Next is null)
                {
                    _waiting.Remove(waiter.Key);
                }
                else
                {
                    _waiting[waiter.Key] = waiter.Next;
                }

                return true;
            }

            for (var other = first; other.Next is not null; other = other.Next)
            {
                if (other.Next == waiter)
                {
                    other.Next = waiter.Next;
                    Leave(waiter);
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Takes all requests of a connection that is over, or all there are.</summary>
    public List<Waiter> TakeAll(IReplyTo? of = null)
    {
        lock (_gate)
        {
            List<Waiter> taken = [];
            foreach (var first in _waiting.Values.ToList())
            {
                for (var waiter = first; waiter is not null; waiter = waiter.Next)
                {
                    if (of is null || waiter.Client == of)
                    {
                        taken.Add(waiter);
                    }
                }
            }

            foreach (var waiter in taken)
            {
                Remove(waiter);
            }

            return taken;
        }
    }

    private void Leave(Waiter waiter)
    {
        _count--;
        shares.Give(waiter.Share!, waiter.PayloadBytes);
    }
}
