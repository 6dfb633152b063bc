using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using PaxosGen.Core;
using PaxosGen.Storage;
using PaxosGen.Transport;

namespace PaxosGen.Server.Hosting;

/// <summary>Checks a replica's options against each other and its data folder, and opens the folder or makes it.</summary>
internal static class StoreOpening
{
    private const int MaxPriority = 100;

    /// <summary>Opens the folder that the options name.</summary>
    /// <param name="options">Who the replica is.</param>
    /// <param name="schema">The state machine's schema.</param>
    /// <param name="given">The folder, if it is not the one that the options name.</param>
    /// <exception cref="ArgumentException">The options contradict themselves.</exception>
    /// <exception cref="ReplicaFailedException">The folder cannot be used; says why and what to do.</exception>
    public static ReplicaStore Open(ReplicaOptions options, StateMachineSchema schema, IDisk? given)
    {
        var founding = Validate(options);
        if (given is null && !options.Bootstrap && !options.Join && !Path.Exists(options.DataDirectory))
        {
            // Before a folder is made of a name that was mistyped.
            throw NoReplica(options);
        }

        try
        {
            var disk = given ?? new FileDisk(options.DataDirectory);
            if (!ReplicaStore.IsIn(disk))
            {
                return Create(disk, options, founding, schema);
            }

            var store = ReplicaStore.Open(disk, options.ClusterName, new ReplicaId(options.Id), NewNonce(), new ReplicaStoreOptions());
            try
            {
                CheckFolder(store, options, schema);
                return store;
            }
            catch
            {
                store.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is StoreRefusedException or StoreDamagedException or DiskFullException or DiskFailedException or IOException or UnauthorizedAccessException)
        {
            throw new ReplicaFailedException(e.Message, e);
        }
    }

    /// <summary>Where the replica listens.</summary>
    public static string ListenAddress(ReplicaOptions options) =>
        options.Listen ?? options.Members.GetValueOrDefault(options.Id) ?? options.LaterMembers[options.Id];

    private static ReplicaStore Create(IDisk disk, ReplicaOptions options, Membership founding, StateMachineSchema schema)
    {
        if (!options.Bootstrap && !options.Join)
        {
            throw NoReplica(options);
        }

        if (!options.Join && !options.Members.ContainsKey(options.Id))
        {
            throw new ReplicaFailedException(
                $"Replica {options.Id} is none of those that found the cluster ({Ids(options.Members.Keys)}): to add it to a cluster that runs, start it with join.");
        }

        var identity = new StoreIdentity
        {
            Cluster = founding.ClusterIdFor(options.ClusterName),
            ClusterName = options.ClusterName,
            Replica = new ReplicaId(options.Id),
            Store = new StoreId(NewNonce()),
            Founding = founding,
            Schema = schema.Text,
        };
        return ReplicaStore.Create(disk, identity, NewNonce(), new ReplicaStoreOptions());
    }

    private static ReplicaFailedException NoReplica(ReplicaOptions options) => new(
        $"The data folder '{options.DataDirectory}' holds no replica. If replica {options.Id} is to found a new cluster, start it with bootstrap; "
        + "if it is to be added to one that runs, with join; if it had a folder, name that one: a member that lost its folder must come back under a new id.");

    private static void CheckFolder(ReplicaStore store, ReplicaOptions options, StateMachineSchema schema)
    {
        // The list of the command that the cluster was founded with stays right for ever; the one of now is no mistake either.
        var founders = store.Identity.Founding.Members.Select(m => m.Id.Value).ToList();
        var members = CurrentMembers(store.Recovered).Members.Select(m => m.Id.Value).ToList();
        var given = options.Members.Keys.Order().ToList();
        if (!founders.SequenceEqual(given) && !members.SequenceEqual(given))
        {
            throw new ReplicaFailedException(
                $"The data folder '{options.DataDirectory}' belongs to a cluster of members {Ids(members)}{(members.SequenceEqual(founders) ? "" : $", founded by {Ids(founders)}")}, "
                + $"not {Ids(given)}. The list may change addresses of a cluster's members, but not who they are.");
        }

        CheckSchema(store, options, schema);
    }

    private static void CheckSchema(ReplicaStore store, ReplicaOptions options, StateMachineSchema schema)
    {
        if (store.Identity.Schema == schema.Text)
        {
            return;
        }

        var written = SchemaText.Parse(store.Identity.Schema);
        var unreadable = written.Unreadable(SchemaText.Parse(schema.Text), schema.Version);
        if (unreadable.Count > 0)
        {
            throw new ReplicaFailedException(
                $"The data folder '{options.DataDirectory}' was written by another build of '{schema.Name}', and this one cannot read all of it:\n"
                + string.Join('\n', unreadable)
                + "\nLines with - are the folder's, those with + this build's. Run the build that wrote it, or one whose changes PaxosGen.schema.txt allows.");
        }

        // An older build may run as long as no newer version is active; the folder goes on knowing what the newer one had.
        if (written.Newest <= schema.Version)
        {
            store.KeepSchema(schema.Text);
        }
    }

    /// <summary>The members as of what the folder knows to be chosen.</summary>
    private static Membership CurrentMembers(RecoveredState state)
    {
        var configuration = state.Configuration;
        foreach (var recovered in state.Log)
        {
            if (recovered.Slot > state.SnapshotSlot && recovered.Slot <= state.ChosenThrough)
            {
                configuration = configuration.After(recovered.Slot, recovered.Entry);
            }
        }

        return configuration.Membership;
    }

    private static string Ids(IEnumerable<int> ids) => string.Join(", ", ids.Order());

    private static void ValidateJoining(ReplicaOptions options)
    {
        if (options.Join && options.Bootstrap)
        {
            throw new ArgumentException("Join and Bootstrap contradict each other: a replica founds a cluster, or joins one that runs.");
        }

        if (options.Join && options.Members.ContainsKey(options.Id))
        {
            throw new ArgumentException(
                $"Replica {options.Id} cannot join: it is in the list of members that the cluster was founded with. Give it an id that the cluster has never had.");
        }

        if (options.Listen is null && !options.Members.ContainsKey(options.Id) && !options.LaterMembers.ContainsKey(options.Id))
        {
            throw new ArgumentException(
                $"Replica {options.Id} is not in the list of members ({Ids(options.Members.Keys)}). If it came later, say where it listens (Listen).");
        }

        if (options.LaterMembers.Keys.FirstOrDefault(options.Members.ContainsKey) is var twice and not 0)
        {
            throw new ArgumentException($"Replica {twice} is both among Members and among LaterMembers.");
        }
    }

    /// <summary>The membership that the options found a cluster with.</summary>
    /// <exception cref="ArgumentException">The options contradict themselves; says how.</exception>
    public static Membership Validate(ReplicaOptions options)
    {
        ValidateJoining(options);
        foreach (var (id, address) in options.Members.Concat(options.LaterMembers))
        {
            if (HostPort.TryParse(address) is null)
            {
                throw new ArgumentException($"'{address}' is no address for member {id}; write host:port, for example 127.0.0.1:7101.");
            }
        }

        var listen = ListenAddress(options);
        if (HostPort.TryParse(listen) is not { } where)
        {
            throw new ArgumentException($"'{listen}' is no address to listen on; write host:port, for example 127.0.0.1:7101.");
        }

        if (!IsLoopback(where.Host) && options.Tls is null && !options.AllowInsecure)
        {
            throw new ArgumentException(
                $"Listening on {listen} would let anyone who reaches it read and write everything: without TLS only loopback addresses are allowed. "
                + "Give the replica certificates (Tls), or set AllowInsecure if nobody else can reach the network.");
        }

        if (options.Tls is not null)
        {
            ValidateCertificate(options, options.Tls);
        }

        ThrowIfNotPositive(options.ElectionTimeout.Ticks, nameof(options.ElectionTimeout));
        ThrowIfNotPositive(options.SnapshotInterval, nameof(options.SnapshotInterval));
        ThrowIfNotPositive(options.SnapshotBytes, nameof(options.SnapshotBytes));
        if (options.LongestSnapshotPause < TimeSpan.Zero)
        {
            throw new ArgumentException($"LongestSnapshotPause is {options.LongestSnapshotPause}; it must not be negative. Zero never has the state machine stand still.");
        }

        ThrowIfNotPositive(options.LogLimit, nameof(options.LogLimit));
        ThrowIfNotPositive(options.LogLimitBytes, nameof(options.LogLimitBytes));
        ThrowIfNotPositive(options.Window, nameof(options.Window));
        ThrowIfNotPositive(options.WindowBytes, nameof(options.WindowBytes));
        ThrowIfNotPositive(options.FollowerWindow, nameof(options.FollowerWindow));
        ThrowIfNotPositive(options.FollowerWindowBytes, nameof(options.FollowerWindowBytes));
        ThrowIfNotPositive(options.SessionWindow, nameof(options.SessionWindow));
        ThrowIfNotPositive(options.SessionLimit, nameof(options.SessionLimit));
        ThrowIfNotPositive(options.SessionTimeout.Ticks, nameof(options.SessionTimeout));
        ThrowIfNotPositive(options.KeyRetention.Ticks, nameof(options.KeyRetention));
        ThrowIfNotPositive(options.KeyLimit, nameof(options.KeyLimit));
        if (options.MaxCommandBytes is <= 0 or > 8 << 20)
        {
            throw new ArgumentException($"MaxCommandBytes is {options.MaxCommandBytes}; it must be between 1 and {8 << 20}, so that a command fits a message.");
        }

        ValidateReads(options);
        return Founding(options);
    }

    private static void ValidateCertificate(ReplicaOptions options, TlsOptions tls)
    {
        try
        {
            var own = new TlsEndpoint(tls with { OnProblem = null }, options.ClusterName);
            var expected = PaxosPrincipal.OfReplica(options.ClusterName, options.Id);
            if (own.OwnProblem is { } problem)
            {
                throw new ArgumentException($"Tls: {problem}");
            }

            // One that says nothing may be pinned by the others, who know whose it is.
            if (own.Self is { } self && self != expected)
            {
                throw new ArgumentException($"Tls: the certificate is that of {self}, and this is {expected}. Give the replica the certificate that was issued for it.");
            }
        }
        catch (IOException e)
        {
            throw new ArgumentException($"Tls: {e.Message}", e);
        }
    }

    private static Membership Founding(ReplicaOptions options)
    {
        foreach (var (id, priority) in options.Priorities)
        {
            if (!options.Members.ContainsKey(id) || Math.Abs((long)priority) > MaxPriority)
            {
                throw new ArgumentException(
                    $"Priorities gives replica {id} the priority {priority}: only members ({string.Join(", ", options.Members.Keys.Order())}) have one, from -{MaxPriority} to {MaxPriority}.");
            }
        }

        var voters = options.Members.Count;
        var majority = voters / 2 + 1;
        var (phase1, phase2) = (options.Phase1Quorum ?? majority, options.Phase2Quorum ?? majority);
        if (phase1 < 1 || phase1 > voters || phase2 < 1 || phase2 > voters || phase1 + phase2 <= voters)
        {
            throw new ArgumentException(
                $"Phase1Quorum {phase1} and Phase2Quorum {phase2} are no quorums of {voters} members: each must be from 1 to {voters}, and together more than {voters}, "
                + "so that whoever leads meets everyone who chose.");
        }

        return new Membership(
            [.. options.Members.OrderBy(m => m.Key).Select(m => new Member(new ReplicaId(m.Key), m.Value, Priority: options.Priorities.GetValueOrDefault(m.Key)))],
            phase1, phase2, (long)options.LeaseDuration.TotalNanoseconds);
    }

    private static void ValidateReads(ReplicaOptions options)
    {
        // A lease shorter than two heartbeat intervals ends before it is renewed; a longer one than T holds up elections.
        var (lease, t) = (options.LeaseDuration, options.ElectionTimeout);
        if (lease != TimeSpan.Zero && (lease < t / 5 || lease > t || lease.TotalNanoseconds > Membership.MaxLeaseNanoseconds))
        {
            throw new ArgumentException(
                $"LeaseDuration is {lease.TotalMilliseconds} ms; it must be 0, for no leases, or between a fifth of ElectionTimeout ({t.TotalMilliseconds} ms) and all of it, and at most a minute.");
        }

        if (options.MaxStaleness <= TimeSpan.Zero || options.MaxStaleness > TimeSpan.FromDays(1))
        {
            throw new ArgumentException($"MaxStaleness is {options.MaxStaleness}; it must be positive, and a day at most.");
        }
    }

    private static void ThrowIfNotPositive(long value, string name)
    {
        if (value <= 0)
        {
            throw new ArgumentException($"{name} must be positive.");
        }
    }

    private static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static UInt128 NewNonce()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return new CanonicalReader(bytes).ReadFixed128();
    }
}
