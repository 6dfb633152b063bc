using PaxosGen.Core;
using PaxosGen.Transport;

namespace PaxosGen.Server.Hosting;

/// <summary>
/// The links to other replicas. One to each member stands at all times. Others are dialled when there is something to send,
/// such as what was chosen to a replica that joins or was removed, or a snapshot to anybody, and closed when there has been
/// nothing for a while: a removed replica that was switched off is not dialled for ever.
/// </summary>
/// <remarks>Thread-safe. Sending takes no lock.</remarks>
internal sealed class PeerLinks : IAsyncDisposable
{
    /// <summary>Most links that no member needs; beyond, the one used longest ago is closed.</summary>
    public const int MaxIdle = 64;

    private static readonly TimeSpan IdleAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly ReplicaId _self;
    private readonly MemberAddresses _addresses;
    private readonly Func<ReplicaId, ConnectionKind, string, PeerLink> _dial;
    private readonly List<Task> _closing = [];
    private readonly Timer _timer;
    private volatile Dictionary<(ReplicaId Peer, ConnectionKind Kind), Open> _open = [];
    private Membership? _members;
    private bool _isClosed;

    /// <summary>There are none before <see cref="Follow"/>.</summary>
    /// <param name="self">This replica.</param>
    /// <param name="addresses">Where others listen.</param>
    /// <param name="dial">Starts a link.</param>
    public PeerLinks(ReplicaId self, MemberAddresses addresses, Func<ReplicaId, ConnectionKind, string, PeerLink> dial)
    {
        _self = self;
        _addresses = addresses;
        _dial = dial;
        _timer = new Timer(static links => ((PeerLinks)links!).CloseIdle(IdleAfter), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The links for messages, apart from those for snapshots, in order of ids.</summary>
    public IReadOnlyList<PeerLink> Links => [.. _open.Where(open => open.Key.Kind == ConnectionKind.Peer).OrderBy(open => open.Key.Peer).Select(open => open.Value.Link)];

    /// <summary>Whether the connection to a replica stands.</summary>
    public bool IsConnected(ReplicaId replica) => _open.TryGetValue((replica, ConnectionKind.Peer), out var open) && open.Link.IsConnected;

    /// <summary>Others are the members from now on.</summary>
    public void Follow(Membership members)
    {
        _addresses.Follow(members);
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            _timer.Change(LookInterval, LookInterval);
            _members = members;
            foreach (var member in members.Members)
            {
                Dial((member.Id, ConnectionKind.Peer));
            }

            foreach (var (key, open) in _open)
            {
                open.MoveTo(_addresses.Of(key.Peer));
            }
        }
    }

    /// <summary>Dials a replica that need not be a member.</summary>
    public void Reach(ReplicaId replica)
    {
        lock (_gate)
        {
            Dial((replica, ConnectionKind.Peer));
        }
    }

    /// <summary>A replica has connected, and said where it listens.</summary>
    public void OnSaid(ReplicaId replica, string address)
    {
        _addresses.OnSaid(replica, address);
        foreach (var (key, open) in _open)
        {
            if (key.Peer == replica)
            {
                open.MoveTo(_addresses.Of(replica));
            }
        }
    }

    /// <summary>Queues a message, on a link that is dialled if there is none; it is lost when nobody knows where the replica listens.</summary>
    public void Post(ReplicaId to, ConnectionKind kind, Message message)
    {
        if (!_open.TryGetValue((to, kind), out var open))
        {
            lock (_gate)
            {
                open = Dial((to, kind));
            }
        }

        open?.Post(message);
    }

    /// <summary>Has what was queued for connections of a kind sent, on this thread as far as they take it: no vote should wait for a snapshot's bytes.</summary>
    public void Flush(ConnectionKind kind)
    {
        foreach (var (key, open) in _open)
        {
            if (key.Kind == kind)
            {
                open.Link.Flush();
            }
        }
    }

    /// <summary>Closes what no member needs and nobody has used for so long.</summary>
    public void CloseIdle(TimeSpan after)
    {
        lock (_gate)
        {
            _closing.RemoveAll(task => task.IsCompleted);
            var idleSince = Environment.TickCount64 - (long)after.TotalMilliseconds;
            foreach (var (key, open) in _open.ToList())
            {
                if (!IsNeeded(key) && open.UsedAt <= idleSince)
                {
                    Close(key);
                }
            }
        }
    }

    /// <summary>Closes all.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] closing;
        lock (_gate)
        {
            _isClosed = true;
            foreach (var key in _open.Keys.ToList())
            {
                Close(key);
            }

            closing = [.. _closing];
        }

        await _timer.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(closing).ConfigureAwait(false);
    }

    private bool IsNeeded((ReplicaId Peer, ConnectionKind Kind) key) => key.Kind == ConnectionKind.Peer && _members?.Find(key.Peer) is not null;

    private Open? Dial((ReplicaId Peer, ConnectionKind Kind) key)
    {
        if (_open.TryGetValue(key, out var there))
        {
            return there;
        }

        var address = _addresses.Of(key.Peer);
        if (_isClosed || key.Peer == _self || HostPort.TryParse(address) is null)
        {
            return null;
        }

        var spare = _open.Where(other => !IsNeeded(other.Key)).ToList();
        if (!IsNeeded(key) && spare.Count >= MaxIdle)
        {
            Close(spare.MinBy(other => other.Value.UsedAt).Key);
        }

        var open = new Open(_dial(key.Peer, key.Kind, address), address);
        _open = new Dictionary<(ReplicaId Peer, ConnectionKind Kind), Open>(_open) { [key] = open };
        return open;
    }

    private void Close((ReplicaId Peer, ConnectionKind Kind) key)
    {
        var left = new Dictionary<(ReplicaId Peer, ConnectionKind Kind), Open>(_open);
        left.Remove(key, out var open);
        _open = left;
        _closing.Add(open!.Link.DisposeAsync().AsTask());
    }

    /// <summary>A link, where it dials, and when it was last used.</summary>
    private sealed class Open(PeerLink link, string address)
    {
        private string _address = address;
        private long _usedAt = Environment.TickCount64;

        public PeerLink Link => link;

        public long UsedAt => Volatile.Read(ref _usedAt);

        public void Post(Message message)
        {
            Volatile.Write(ref _usedAt, Environment.TickCount64);
            link.Post(message);
        }

        public void MoveTo(string address)
        {
            if (address != Volatile.Read(ref _address) && HostPort.TryParse(address) is not null)
            {
                Volatile.Write(ref _address, address);
                link.MoveTo(address);
            }
        }
    }
}
