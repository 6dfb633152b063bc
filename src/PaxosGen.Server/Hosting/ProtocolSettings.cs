using System.Security.Cryptography;
using PaxosGen.Core;

namespace PaxosGen.Server.Hosting;

/// <summary>What the engine is told of a replica's options.</summary>
internal static class ProtocolSettings
{
    /// <summary>The settings, with a seed of their own.</summary>
    public static ProtocolOptions Of(ReplicaOptions options, StateMachineSchema schema)
    {
        Span<byte> seed = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(seed);
        return new ProtocolOptions
        {
            ElectionTimeout = options.ElectionTimeout.Ticks * TimeSpan.NanosecondsPerTick,
            Window = options.Window,
            WindowBytes = options.WindowBytes,
            FollowerWindow = options.FollowerWindow,
            FollowerWindowBytes = options.FollowerWindowBytes,
            Learning = options.Learning,
            LogLimit = options.LogLimit,

            // Less, and a log could be full before the snapshot that empties it is due.
            LogLimitBytes = Math.Max(options.LogLimitBytes, 4 * Math.Max(Math.Min(options.SnapshotBytes, long.MaxValue / 4), options.WindowBytes)),
            Seed = BitConverter.ToUInt64(seed),
            AlsoAsk = [.. options.LaterMembers.Keys.Select(id => new ReplicaId(id))],
            Settings = new ClusterSettings
            {
                SessionWindow = options.SessionWindow,
                SessionLimit = options.SessionLimit,
                SessionTimeout = options.SessionTimeout.Ticks * TimeSpan.NanosecondsPerTick,
                KeyRetention = options.KeyRetention.Ticks * TimeSpan.NanosecondsPerTick,
                KeyLimit = options.KeyLimit,
                SnapshotInterval = options.SnapshotInterval,
                SchemaVersion = schema.Version,
            },
        };
    }
}
