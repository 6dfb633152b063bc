namespace PaxosGen.LoadTest.Measuring.Stages;

/// <summary>One frame of a call stack.</summary>
/// <param name="Method">The managed method, as <c>Namespace.Type::Method</c>, or the native function; empty if it has no known name.</param>
/// <param name="Module">The file that its code is from.</param>
internal readonly record struct StackFrame(string Method, string Module);

/// <summary>
/// Which stage a call stack belongs to: that of the innermost frame which names one. What several stages use (readers and writers of bytes,
/// collections, frames' codecs) names none, so that it counts for its caller. A snapshot replays commands: all within it is the snapshot's;
/// and all within the collector is garbage collection. Where no frame names a stage, as when the system switches to another thread and the
/// stack cannot be followed beyond it, the thread's name tells.
/// </summary>
internal static class StageTable
{
    /// <summary>The collector, where it is told to be in a library of its own.</summary>
    private const string Collector = "libclrgc";

    /// <summary>How the system calls its part of a sync. Its caller is not always among the frames.</summary>
    private const string SystemSync = "fdatasync";

    /// <summary>Everything called from here is its stage's.</summary>
    private static readonly string[] SnapshotMakers = ["PaxosGen.Server.Running.Snapshotter", "PaxosGen.Server.Running.StateSaver"];

    /// <summary>Beginnings of methods' names; the longest that fits counts. Null: names no stage.</summary>
    private static readonly Dictionary<string, Stage?> Prefixes = new()
    {
        ["PaxosGen.Client."] = Stage.Client,
        ["PaxosGen.Workloads."] = Stage.Apply,
        ["PaxosGen.Workloads.KeyValueStoreClient"] = Stage.Client,
        ["PaxosGen.Workloads.KeyValueStore+Codecs"] = null,

        ["PaxosGen.Transport."] = Stage.Frames,
        ["PaxosGen.Transport.FrameReader"] = null,
        ["PaxosGen.Transport.FrameWriter"] = null,
        ["PaxosGen.Transport.FrameBatch"] = null,
        ["PaxosGen.Transport.FrameConnection"] = null,
        ["PaxosGen.Transport.FrameSender"] = null,
        ["PaxosGen.Transport.Crc32C"] = null,
        ["PaxosGen.Transport.TransportCounters"] = null,
        ["PaxosGen.Transport.ClientConnection"] = Stage.Reply,
        ["PaxosGen.Transport.ClientReply"] = Stage.Reply,
        ["PaxosGen.Transport.Peer"] = Stage.Peers,
        ["PaxosGen.Transport.AcceptedConnection+<ServePeerAsync>"] = Stage.Peers,
        ["PaxosGen.Transport.AcceptedConnection::ReceiveMessages"] = Stage.Peers,
        ["PaxosGen.Transport.AcceptedConnection::DeliverMessages"] = Stage.Peers,
        ["PaxosGen.Transport.AcceptedConnection::DeliverAllMessages"] = Stage.Peers,

        ["PaxosGen.Server.Hosting.Peer"] = Stage.Peers,
        ["PaxosGen.Server.Running.Outbox"] = Stage.Peers,
        ["PaxosGen.Server.Running.Inbox"] = Stage.Gateway,
        ["PaxosGen.Server.Running.ReplicaLoop"] = Stage.Step,
        ["PaxosGen.Server.Running.ApplyLoop"] = Stage.Apply,
        ["PaxosGen.Server.Running.Snapshot"] = Stage.Snapshot,
        ["PaxosGen.Server.Applying."] = Stage.Apply,
        ["PaxosGen.Server.Clients."] = Stage.Gateway,
        ["PaxosGen.Server.Clients.ClientGateway::OnApplied"] = Stage.Reply,
        ["PaxosGen.Server.Clients.ClientGateway::OnAnswered"] = Stage.Reply,
        ["PaxosGen.Server.Clients.ClientGateway::Answer"] = Stage.Reply,
        ["PaxosGen.Server.Clients.ClientGateway::Account"] = Stage.Reply,
        ["PaxosGen.Server.Clients.ClientGateway::Flush"] = Stage.Reply,

        ["PaxosGen.Core."] = Stage.Step,
        ["PaxosGen.Core.CommandEntry"] = null,
        ["PaxosGen.Core.Entry"] = null,
        ["PaxosGen.Core.Origin"] = null,
        ["PaxosGen.Core.Slot::"] = null,
        ["PaxosGen.Core.Ballot::"] = null,
        ["PaxosGen.Core.EntryBytes"] = Stage.Step,

        ["PaxosGen.Storage."] = Stage.Log,
        ["PaxosGen.Storage.Snapshot"] = Stage.Snapshot,
        ["PaxosGen.Storage.Crc32C"] = null,
        ["PaxosGen.Storage.FileDisk+OpenFile::Sync"] = Stage.Sync,
        ["PaxosGen.Storage.Posix::SyncData"] = Stage.Sync,
        ["PaxosGen.Storage.Posix::FDataSync"] = Stage.Sync,
    };

    /// <summary>Threads that do one thing alone, by parts of their names; Linux keeps fifteen characters of a name.</summary>
    private static readonly (string Part, Stage Stage)[] Threads =
    [
        ("PaxosGen from", Stage.Peers),
        ("PaxosGen client", Stage.Frames),
        (".NET Sockets", Stage.Frames),
        (" loop", Stage.Gateway),
        (" appl", Stage.Apply),
        (" snap", Stage.Snapshot),
        (" tran", Stage.Snapshot),
        (".NET BGC", Stage.Garbage),
    ];

    /// <summary>The stage of a call stack.</summary>
    /// <param name="thread">The name of its thread; empty where it is not known.</param>
    /// <param name="stack">Its frames, the innermost first.</param>
    /// <param name="isClient">Whether it is of the load generator, which has no state machine.</param>
    public static Stage Of(string thread, IEnumerable<StackFrame> stack, bool isClient)
    {
        Stage? found = null;
        var isOfFrames = false;
        foreach (var frame in stack)
        {
            if (frame.Module.Contains(Collector, StringComparison.Ordinal))
            {
                return Stage.Garbage;
            }

            if (SnapshotMakers.Any(maker => frame.Method.StartsWith(maker, StringComparison.Ordinal)))
            {
                return Stage.Snapshot;
            }

            if (found is null && frame.Method.EndsWith(SystemSync, StringComparison.Ordinal))
            {
                found = Stage.Sync;
            }

            found ??= StageOf(frame.Method);

            // What is sent by the pool's threads has no other caller.
            isOfFrames |= frame.Method.StartsWith("PaxosGen.Transport.Frame", StringComparison.Ordinal);
        }

        var stage = found ?? (isOfFrames ? Stage.Frames : OfThread(thread));
        return isClient && stage == Stage.Apply ? Stage.Client : stage;
    }

    private static Stage OfThread(string thread) =>
        Array.Find(Threads, t => thread.Contains(t.Part, StringComparison.Ordinal)) is { Part: not null } found ? found.Stage : Stage.Rest;

    private static Stage? StageOf(string method)
    {
        if (!method.StartsWith("PaxosGen.", StringComparison.Ordinal))
        {
            return null;
        }

        var (longest, stage) = (0, (Stage?)null);
        foreach (var (prefix, value) in Prefixes)
        {
            if (prefix.Length > longest && method.StartsWith(prefix, StringComparison.Ordinal))
            {
                (longest, stage) = (prefix.Length, value);
            }
        }

        return stage;
    }
}
