using Microsoft.Extensions.Logging;
using PaxosGen.Core;
using PaxosGen.Server.Telemetry;
using PaxosGen.Storage;
using PaxosGen.Transport;

namespace PaxosGen.Server.Hosting;

/// <summary>
/// Decides who may connect. What it lets in may vote, so it keeps out other clusters, wiped disks and old copies of
/// folders, with words that say what to do.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class PeerGate
{
    private readonly Lock _gate = new();
    private readonly ReplicaStore _store;
    private readonly ReplicaOptions _options;
    private readonly SchemaIdentity _schema;
    private readonly Func<Configuration> _configuration;
    private readonly MemberAddresses _addresses;
    private readonly Action<HandshakeHello> _onSaid;
    private readonly ILogger _log;
    private readonly Action<DiskFailedException> _onDiskFailed;

    /// <summary>Creates the gate.</summary>
    /// <param name="store">Who this replica is, and what it has seen of others.</param>
    /// <param name="options">Limits.</param>
    /// <param name="schema">The state machine's schema.</param>
    /// <param name="configuration">What is known of the cluster now.</param>
    /// <param name="addresses">Where the members listen.</param>
    /// <param name="onSaid">Told what a replica that was let in says of itself.</param>
    /// <param name="log">Told of certificates that cannot be used, and of replicas that speak for others.</param>
    /// <param name="onDiskFailed">Told that the disk failed: the replica must not go on.</param>
    public PeerGate(
        ReplicaStore store, ReplicaOptions options, StateMachineSchema schema, Func<Configuration> configuration, MemberAddresses addresses,
        Action<HandshakeHello> onSaid, ILogger log, Action<DiskFailedException> onDiskFailed)
    {
        _store = store;
        _options = options;
        _schema = SchemaIdentity.Of(schema);
        _configuration = configuration;
        _addresses = addresses;
        _onSaid = onSaid;
        _log = log;
        Tls = options.Tls is null ? null : new TlsEndpoint(options.Tls, options.ClusterName, log.Report);
        _onDiskFailed = onDiskFailed;
    }

    /// <summary>This replica's end of all its connections; null without TLS.</summary>
    public TlsEndpoint? Tls { get; }

    /// <summary>What this replica says of itself when it connects.</summary>
    public HandshakeHello Hello => new()
    {
        Kind = ConnectionKind.Peer,
        Cluster = _store.Identity.Cluster,
        Replica = _store.Identity.Replica,
        Store = _store.Identity.Store,
        Nonces = [.. _store.Identity.Starts.Select(nonce => (ulong)nonce)],
        Schema = _schema,
    };

    /// <summary>Whether whoever has authenticated belongs here. That a peer's certificate is of its own id is checked already.</summary>
    /// <returns>Why not; null if it does.</returns>
    public HandshakeVerdict.Refused? Authorize(HandshakeHello hello, PaxosPrincipal principal) => principal.Cluster == _store.Identity.ClusterName
        ? null
        : Refuse(
            RefusalCode.NotAllowed,
            $"Replica {_store.Identity.Replica} belongs to cluster '{_store.Identity.ClusterName}', and the certificate is that of {principal}. Connect with a certificate of this cluster.");

    /// <summary>Whether a message can be from this replica; reports it if not.</summary>
    public bool MaySay(ReplicaId from, Message message)
    {
        var isOwn = IsOwn(from, message);
        if (!isOwn)
        {
            _log.ForeignBallot(from, message.GetType().Name);
        }

        return isOwn;
    }

    /// <summary>A ballot is spoken for by its owner alone.</summary>
    internal static bool IsOwn(ReplicaId from, Message message) => message switch
    {
        Message.Prepare prepare => prepare.Ballot.Replica == from,
        Message.Accept accept => accept.Ballot.Replica == from,
        Message.Heartbeat heartbeat => heartbeat.Ballot.Replica == from,
        _ => true,
    };

    /// <summary>Decides about one who connects.</summary>
    public HandshakeVerdict Validate(HandshakeHello hello)
    {
        var identity = _store.Identity;
        if (hello.Target != ReplicaId.None && hello.Target != identity.Replica)
        {
            return Refuse(RefusalCode.WrongReplica, $"Replica {identity.Replica} answers at this address, not replica {hello.Target}. Correct the member addresses.");
        }

        if (hello.Kind != ConnectionKind.Client && hello.Cluster is null)
        {
            return Refuse(RefusalCode.WrongCluster, $"Replica {hello.Replica} does not say which cluster it belongs to, and only clients need not.");
        }

        if (hello.Cluster is { } cluster && cluster != identity.Cluster)
        {
            return Refuse(
                RefusalCode.WrongCluster,
                $"Replica {identity.Replica} belongs to cluster {identity.Cluster} ('{identity.ClusterName}'), not to {cluster}. "
                + "All members of a cluster must be born with the same list of members and the same name.");
        }

        if (hello.Schema.Version != 0 && SchemaProblem(hello) is { } problem)
        {
            return Refuse(RefusalCode.IncompatibleSchema, problem);
        }

        return hello.Kind == ConnectionKind.Client ? Accept(StoreId.None) : ValidatePeer(hello);
    }

    /// <summary>
    /// Why the other's state machine does not fit; null if it does. It must agree on every version that both know from the
    /// active one up, and know the active one. Founders begin with the highest version of one of them, so they must have the same.
    /// </summary>
    private string? SchemaProblem(HandshakeHello hello)
    {
        var configuration = _configuration();
        var active = configuration.IsBorn ? configuration.ActiveVersion : 0;
        if (_schema.Disagreement(hello.Schema, active) is var version and not 0)
        {
            return $"Replica {_store.Identity.Replica} runs {_schema}, not {hello.Schema}: they differ in version {version}. Build both from the same state machine.";
        }

        if (hello.Schema.Version < active)
        {
            return $"The cluster runs version {active} of '{_schema.Name}', and the other knows versions up to {hello.Schema.Version}. Start a build of version {active} or later.";
        }

        return active == 0 && hello.Kind != ConnectionKind.Client && hello.Schema.Version != _schema.Version
            ? $"A cluster is founded by builds of one version: replica {_store.Identity.Replica} runs {_schema}, not {hello.Schema}."
            : null;
    }

    /// <summary>Any replica of the cluster may connect, a member or not: one that joins has to catch up, one that was removed may have to, too.</summary>
    private HandshakeVerdict ValidatePeer(HandshakeHello hello)
    {
        var configuration = _configuration();
        if (hello.Replica == _store.Identity.Replica || hello.Replica == ReplicaId.None)
        {
            return Refuse(RefusalCode.UnknownReplica, $"Replica {hello.Replica} is not another replica than this one. Each replica of a cluster has an id of its own.");
        }

        lock (_gate)
        {
            var known = KnownStore(hello.Replica, configuration);
            if (known != StoreId.None && known != hello.Store)
            {
                return Refuse(
                    RefusalCode.WrongStore,
                    $"Replica {hello.Replica} is known with another data folder. A replica whose folder was lost or replaced has forgotten its promises and must not "
                    + $"vote again as {hello.Replica}. Put the old folder back, or add the machine under a new replica id.");
            }

            if (_store.Peers.Find(hello.Replica, hello.Store) is { } newest && !hello.Nonces.Contains((ulong)newest))
            {
                return Refuse(
                    RefusalCode.OldCopy,
                    $"The data folder of replica {hello.Replica} is an old copy: it lacks a start that was seen here. What it has forgotten may have been "
                    + "acknowledged. Put the newest folder back, or add the machine under a new replica id.");
            }

            try
            {
                if (!hello.Nonces.IsEmpty)
                {
                    _store.Peers.Remember(hello.Replica, hello.Store, hello.Nonces[^1]);
                }
            }
            catch (Exception e) when (e is StoreRefusedException or DiskFullException)
            {
                // Who is let in without being remembered could come back later as an old copy. It tries again.
                return Refuse(RefusalCode.NotAllowed, e.Message);
            }
            catch (DiskFailedException e)
            {
                // To whoever reads from connections this would be one that was lost, and a replica with a failed disk would lead on.
                _onDiskFailed(e);
                return Refuse(RefusalCode.NotAllowed, e.Message);
            }
        }

        _onSaid(hello);
        return Accept(hello.Store);
    }

    /// <summary>The store that the log has enrolled for a replica; before that, the one that was seen of it.</summary>
    private StoreId KnownStore(ReplicaId replica, Configuration configuration) =>
        configuration.Stores.TryGetValue(replica, out var enrolled) ? enrolled : _store.Peers.StoresOf(replica).FirstOrDefault();

    private HandshakeVerdict.Accepted Accept(StoreId known) => new(new HandshakeWelcome
    {
        Cluster = _store.Identity.Cluster,
        Replica = _store.Identity.Replica,
        Store = _store.Identity.Store,
        KnownStore = known,
        SessionWindow = _configuration().IsBorn ? _configuration().Settings.SessionWindow : _options.SessionWindow,
        Members = _addresses.VotersOf(_configuration()),
        ActiveVersion = _configuration() is { IsBorn: true, ActiveVersion: var active } ? active : 0,
        Schema = _schema,
    });

    private static HandshakeVerdict.Refused Refuse(RefusalCode code, string text) => new(code, text);
}
