using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using PaxosGen.Core;

namespace PaxosGen.Server.Applying;

/// <summary>
/// Runs chosen entries through the state machine in slot order, each call at most once. A function of the log's prefix
/// alone: equal on all replicas at equal slots, whatever was restored from a snapshot on the way.
/// </summary>
/// <remarks>
/// Not thread-safe. Pins the invariant culture of the calling thread and leaves it pinned. An exception from
/// <see cref="Apply"/> stops the replica: the entry is of a newer build, or this machine is to blame, never the command.
/// </remarks>
public sealed class Applier
{
    private const int SnapshotFormat = 1;
    private const int LargestKeptBuffer = 1 << 20;

    private readonly IReplicatedStateMachine _machine;
    private readonly ClusterId _cluster;
    private readonly CommandContext _context = new();
    private readonly RunningHash _hash;
    private readonly SessionTable _sessions;
    private readonly KeyTable _keys;
    private CanonicalWriter _result = new();
    private bool _isHalfApplied;

    /// <summary>An applier before the first slot.</summary>
    /// <param name="machine">In its initial state; from now on the applier's alone.</param>
    /// <param name="cluster">Part of the seed of each command's random numbers.</param>
    /// <param name="initial">The configuration before the first slot.</param>
    public Applier(IReplicatedStateMachine machine, ClusterId cluster, Configuration initial)
        : this(machine, cluster, initial, new RunningHash(0), new SessionTable(), new KeyTable())
    {
    }

    private Applier(
        IReplicatedStateMachine machine, ClusterId cluster, Configuration configuration, RunningHash hash, SessionTable sessions, KeyTable keys)
    {
        ArgumentNullException.ThrowIfNull(machine);
        _machine = machine;
        _cluster = cluster;
        _hash = hash;
        _sessions = sessions;
        _keys = keys;
        Configuration = configuration;
    }

    /// <summary>The slot applied last.</summary>
    public Slot AppliedThrough { get; private set; }

    /// <summary>The log's time as of <see cref="AppliedThrough"/>: nanoseconds since 1970, UTC; never decreases.</summary>
    public long Timestamp { get; private set; }

    /// <summary>What the log says about the cluster as of <see cref="AppliedThrough"/>.</summary>
    public Configuration Configuration { get; private set; }

    /// <summary>The running hash over entries and results through <see cref="AppliedThrough"/>.</summary>
    public ResultHash Hash => new(AppliedThrough, _hash.Value);

    /// <summary>XxHash128 of the payload of the command applied last: one key or number may come with different ones.</summary>
    public UInt128 PayloadHash { get; private set; }

    /// <summary>Sessions that are open.</summary>
    public int SessionCount => _sessions.Count;

    /// <summary>Idempotency keys that are kept.</summary>
    public int KeyCount => _keys.Count;

    /// <summary>The client that alone may use an open session; null when there is no such session.</summary>
    public string? PrincipalOf(SessionId session) => _sessions.Find(session)?.Principal;

    /// <summary>Applies the chosen entry of the next slot.</summary>
    /// <remarks>Lets what says something about this machine pass, such as <see cref="OutOfMemoryException"/>: half a command may then be applied, and every later call is refused.</remarks>
    /// <exception cref="WireFormatException">This build cannot decode the entry. Nothing has changed.</exception>
    /// <exception cref="NotSupportedException">This build cannot act on the entry. Nothing has changed.</exception>
    public AppliedOutcome Apply(Slot slot, Entry entry)
    {
        Invariant.Check(!entry.IsNone);
        Invariant.Check(slot == AppliedThrough.Next);
        Invariant.Check(!_isHalfApplied);

        // What can refuse the entry goes first, so that a refused one leaves a state that can still be saved.
        var configuration = Configuration.After(slot, entry);
        var kind = entry.Kind;
        var command = kind == EntryKind.Command ? CommandEntry.Read(entry.Bytes) : default;
        var open = kind == EntryKind.OpenSession ? (EntryBody.OpenSession)entry.Decode() : null;
        if (configuration.ActiveVersion != Configuration.ActiveVersion)
        {
            _machine.Activate(Configuration.ActiveVersion, configuration.ActiveVersion);
        }

        // If the machine gives up half way through a command, nothing may see the half, a snapshot least of all.
        _isHalfApplied = true;
        Configuration = configuration;
        var outcome = kind == EntryKind.Command ? OnCommand(slot, command)
            : open is not null ? OnOpenSession(open)
            : AppliedOutcome.Nothing.Instance;
        AppliedThrough = slot;
        _hash.Append(slot, entry, outcome);
        _isHalfApplied = false;
        return outcome;
    }

    /// <summary>Answers a query from the state as of <see cref="AppliedThrough"/>; changes nothing.</summary>
    public QueryAnswer Query(ReadOnlySpan<byte> query)
    {
        Invariant.Check(!_isHalfApplied);
        PinCulture();
        SetContext(AppliedThrough, entropy: 0, Guid.Empty);
        _result.Clear();
        HandlerResult result;
        try
        {
            _machine.Query(query, _context, _result);
            result = HandlerResult.Of(_result.WrittenSpan);
        }
        catch (Exception e) when (e is not InvariantViolationException)
        {
            // An answer is not replicated: what only this machine lacks may fail a query, and stops nobody.
            result = HandlerResult.Of(e);
        }

        ReleaseLargeBuffer();
        return new QueryAnswer(result.Envelope, result.Hint);
    }

    /// <summary>
    /// Writes everything that later entries depend on. Equal states write equal bytes, and an applier restored from them
    /// goes on as this one does.
    /// </summary>
    public void Save(CanonicalWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Invariant.Check(!_isHalfApplied);
        PinCulture();
        writer.WriteVarUInt(SnapshotFormat);
        writer.WriteFixed128(_cluster.Value);
        writer.WriteVarUInt((ulong)AppliedThrough.Value);
        writer.WriteVarUInt((ulong)Timestamp);
        writer.WriteFixed128(_hash.Value);
        Configuration.WriteTo(writer);
        _sessions.Save(writer);
        _keys.Save(writer);

        // The length follows the state instead of preceding it: no second buffer as large as the state.
        var start = writer.Length;
        _machine.Save(writer, Configuration.ActiveVersion);
        writer.WriteFixed64((ulong)(writer.Length - start));
    }

    /// <summary>Restores an applier from what <see cref="Save"/> wrote.</summary>
    /// <param name="machine">Any state; it is replaced. From now on the applier's alone.</param>
    /// <param name="cluster">The cluster that the snapshot must be of.</param>
    /// <param name="snapshot">All the bytes of one snapshot, and no others.</param>
    /// <exception cref="WireFormatException">The bytes are no canonical snapshot of this cluster, state machine and format.</exception>
    public static Applier Load(IReplicatedStateMachine machine, ClusterId cluster, ReadOnlySpan<byte> snapshot)
    {
        ArgumentNullException.ThrowIfNull(machine);
        PinCulture();
        var reader = new CanonicalReader(snapshot);
        var format = reader.ReadVarUInt();
        if (format != SnapshotFormat)
        {
            throw new WireFormatException($"A snapshot of format {format}; this build reads format {SnapshotFormat}.");
        }

        var of = new ClusterId(reader.ReadFixed128());
        if (of != cluster)
        {
            throw new WireFormatException($"A snapshot of cluster {of}, not {cluster}.");
        }

        var through = new Slot((long)reader.ReadVarUInt(long.MaxValue));
        var timestamp = (long)reader.ReadVarUInt(long.MaxValue);
        var hash = new RunningHash(reader.ReadFixed128());
        var configuration = ReadConfiguration(ref reader, snapshot);
        var sessions = SessionTable.Load(ref reader, through, timestamp, configuration.Settings);
        var keys = KeyTable.Load(ref reader, through, timestamp, configuration.Settings);
        if (reader.Remaining < sizeof(ulong))
        {
            throw new WireFormatException("Malformed snapshot: the bytes end too early.");
        }

        var state = reader.ReadRaw(reader.Remaining - sizeof(ulong));
        if (reader.ReadFixed64() != (ulong)state.Length)
        {
            throw new WireFormatException("Malformed snapshot: the state is longer or shorter than it says.");
        }

        machine.Load(state);
        return new Applier(machine, cluster, configuration, hash, sessions, keys) { AppliedThrough = through, Timestamp = timestamp };
    }

    private AppliedOutcome OnCommand(Slot slot, in CommandEntry command)
    {
        AdvanceTime(command.Stamp);
        var payloadHash = PayloadHash = XxHash128.HashToUInt128(command.Payload.Span);
        return command.Origin.IsKey ? OnKeyedCall(slot, command, payloadHash) : OnSessionCall(slot, command, payloadHash);
    }

    private AppliedOutcome OnSessionCall(Slot slot, in CommandEntry command, UInt128 payloadHash)
    {
        var call = command.Origin;
        if (_sessions.Admit(call, payloadHash, Timestamp, Configuration.Settings.SessionWindow) is { } answer)
        {
            return answer;
        }

        var result = Run(slot, command, GuidOf(call.SessionId));
        _sessions.Keep(call.SessionId, new KeptCall(call.Sequence, payloadHash, slot, result.Envelope));
        return new AppliedOutcome.Answered(call, IsRepeat: false, slot, result.Envelope, result.Hint);
    }

    private AppliedOutcome OnKeyedCall(Slot slot, in CommandEntry command, UInt128 payloadHash)
    {
        var key = command.Origin;
        if (_keys.Admit(key, payloadHash, Configuration.Settings.KeyLimit) is { } answer)
        {
            return answer;
        }

        var result = Run(slot, command, Guid.Empty);
        _keys.Keep(new KeyedCall(key.Id, payloadHash, slot, Timestamp, result.Envelope));
        return new AppliedOutcome.Answered(key, IsRepeat: false, slot, result.Envelope, result.Hint);
    }

    private AppliedOutcome OnOpenSession(EntryBody.OpenSession open)
    {
        AdvanceTime(open.Stamp);
        var settings = Configuration.Settings;
        return _sessions.Open(open.Id, open.Principal, Timestamp, settings.SessionLimit) is { } refusal
            ? new AppliedOutcome.SessionRefused(open.Id, refusal)
            : new AppliedOutcome.SessionOpened(open.Id, open.Principal, settings.SessionWindow);
    }

    /// <summary>A new leader may re-propose old stamps, so stamps go back along the log; the log's time does not.</summary>
    private void AdvanceTime(long stamp)
    {
        Timestamp = Math.Max(Timestamp, stamp);
        _sessions.Expire(Timestamp, Configuration.Settings.SessionTimeout);
        _keys.Expire(Timestamp, Configuration.Settings.KeyRetention);
    }

    /// <summary>Runs a command. Whatever the handler throws is its result, the same everywhere; a fault of this machine is not.</summary>
    private HandlerResult Run(Slot slot, in CommandEntry command, Guid session)
    {
        PinCulture();
        SetContext(slot, command.Entropy, session);
        _result.Clear();
        HandlerResult result;
        try
        {
            _machine.Apply(command.Payload.Span, _context, _result);
            result = HandlerResult.Of(_result.WrittenSpan);
        }
        catch (Exception e) when (!MachineFault.IsIn(e))
        {
            result = HandlerResult.Of(e);
        }

        ReleaseLargeBuffer();
        return result;
    }

    private void SetContext(Slot slot, ulong entropy, Guid session) => _context.Set(
        slot.Value,
        DateTimeOffset.UnixEpoch.AddTicks(Timestamp / TimeSpan.NanosecondsPerTick),
        CommandSeed.Of(_cluster, Configuration.Epoch, slot, entropy),
        Configuration.ActiveVersion,
        session);

    /// <summary>One large result must not hold its memory for ever.</summary>
    private void ReleaseLargeBuffer()
    {
        if (_result.Length > LargestKeptBuffer)
        {
            _result = new CanonicalWriter();
        }
    }

    /// <summary>
    /// Before each call, not once per thread: a handler that sets the culture would else colour the commands after it, on
    /// the replicas that have not restarted since.
    /// </summary>
    private static void PinCulture()
    {
        if (!ReferenceEquals(CultureInfo.CurrentCulture, CultureInfo.InvariantCulture))
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        }

        if (!ReferenceEquals(CultureInfo.CurrentUICulture, CultureInfo.InvariantCulture))
        {
            CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
        }
    }

    /// <summary>The configuration's decoder is lenient with what travels in messages; a snapshot has one form.</summary>
    private static Configuration ReadConfiguration(ref CanonicalReader reader, ReadOnlySpan<byte> snapshot)
    {
        var start = reader.Position;
        var configuration = Configuration.ReadFrom(ref reader);
        var canonical = new CanonicalWriter();
        configuration.WriteTo(canonical);
        return canonical.WrittenSpan.SequenceEqual(snapshot[start..reader.Position])
            ? configuration
            : throw new WireFormatException("Malformed snapshot: the configuration is not in canonical form.");
    }

    /// <summary>The Guid that reads like the session's id.</summary>
    private static Guid GuidOf(SessionId id)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, id.Value);
        return new Guid(bytes, bigEndian: true);
    }
}
