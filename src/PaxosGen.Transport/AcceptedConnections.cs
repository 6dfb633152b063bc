using System.Net;
using PaxosGen.Core;

namespace PaxosGen.Transport;

/// <summary>What the accepted connections of a listener share: how many there are of a kind, and which one each peer uses.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class AcceptedConnections(ListenerOptions options)
{
    private const int MaxMemberAddresses = 256;

    /// <summary>So many connections of clients have threads of their own, which the kernel wakes itself; more would cost more than they save.</summary>
    private const int MaxThreads = 8;

    private readonly Lock _gate = new();
    private readonly HashSet<IPAddress> _memberAddresses = [];
    private readonly Dictionary<(ReplicaId, ConnectionKind), FrameConnection> _peers = [];
    private readonly HashSet<ClientConnection> _served = [];
    private EpochMembers _members = EpochMembers.Unknown;
    private readonly Newcomers _newcomers = new(options.Limits);
    private int _threads;

    /// <summary>The places for clients.</summary>
    public ClientPlaces Clients { get; } = new(options.Limits);

    /// <summary>How many peers there are.</summary>
    public int Peers
    {
        get
        {
            lock (_gate)
            {
                return _peers.Count;
            }
        }
    }

    /// <summary>Counts a connection that has not said who it is, perhaps in place of another one; false when there are too many.</summary>
    public bool TryEnter(INewcomer who)
    {
        var isIn = _newcomers.TryEnter(who, who.RemoteAddress is { } from && IsMember(from), out var evicted);
        if (!isIn || evicted is not null)
        {
            options.Counters.CountTurnedAway();
            evicted?.Evict();
        }

        return isIn;
    }

    private bool IsMember(IPAddress from)
    {
        var address = from.IsIPv4MappedToIPv6 ? from.MapToIPv4() : from;
        lock (_gate)
        {
            if (_memberAddresses.Contains(address))
            {
                return true;
            }
        }

        return options.IsMember(address);
    }

    /// <summary>A thread of its own for a client's connection, while there are few; false when it has to share those of the pool.</summary>
    public bool TryTakeThread()
    {
        if (Interlocked.Increment(ref _threads) <= MaxThreads)
        {
            return true;
        }

        GiveThread();
        return false;
    }

    /// <summary>Gives the thread back.</summary>
    public void GiveThread() => Interlocked.Decrement(ref _threads);

    /// <summary>It has said who it is, or is gone.</summary>
    public void Leave(INewcomer who) => _newcomers.Leave(who);

    /// <summary>A client has been welcomed, and told of the members of this epoch; it hears of later ones from here on.</summary>
    public void Serve(ClientConnection client, Epoch knows)
    {
        EpochMembers now;
        lock (_gate)
        {
            _served.Add(client);
            now = _members;
        }

        if (now.Epoch > knows)
        {
            client.Send(new ClientReply.Members(now));
        }
    }

    /// <summary>A client's connection is over.</summary>
    public void ServeNoMore(ClientConnection client)
    {
        lock (_gate)
        {
            _served.Remove(client);
        }
    }

    /// <summary>Tells every client of the members, and who connects later than the handshake said.</summary>
    public void Tell(EpochMembers members)
    {
        ClientConnection[] clients;
        lock (_gate)
        {
            _members = members;
            clients = [.. _served];
        }

        foreach (var client in clients)
        {
            client.Send(new ClientReply.Members(members));
        }
    }

    /// <summary>A peer dials again when it believes its old connection dead: that one ends.</summary>
    public void AddPeer(ReplicaId peer, ConnectionKind kind, FrameConnection connection, bool isAuthentic)
    {
        FrameConnection? old;
        var from = connection.RemoteAddress;
        lock (_gate)
        {
            if (isAuthentic && from is not null && _memberAddresses.Count < MaxMemberAddresses)
            {
                _memberAddresses.Add(from.IsIPv4MappedToIPv6 ? from.MapToIPv4() : from);
            }

            _peers.TryGetValue((peer, kind), out old);
            _peers[(peer, kind)] = connection;
        }

        old?.Dispose();
    }

    public void RemovePeer(ReplicaId peer, ConnectionKind kind, FrameConnection connection)
    {
        lock (_gate)
        {
            if (_peers.TryGetValue((peer, kind), out var current) && current == connection)
            {
                _peers.Remove((peer, kind));
            }
        }
    }
}
