using System.Collections.Immutable;

namespace PaxosGen;

/// <summary>What identifies the encoding of a state machine's commands, queries, results and snapshots.</summary>
public sealed class StateMachineSchema
{
    /// <summary>Describes an encoding.</summary>
    /// <param name="name">Name of the state machine; for messages and logs.</param>
    /// <param name="version">The highest version that this build can run, from 1.</param>
    /// <param name="text">Readable description of ids, tags and types; explains a refusal.</param>
    /// <param name="fingerprints">For each version in which the schema changed, ascending and from 1, the hash of what is visible at it.</param>
    public StateMachineSchema(string name, int version, string text, params SchemaFingerprint[] fingerprints)
    {
        ArgumentNullException.ThrowIfNull(fingerprints);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        if (fingerprints.Length == 0 || fingerprints[0].Version != 1 || fingerprints[^1].Version > version
            || !fingerprints.Zip(fingerprints.Skip(1)).All(static pair => pair.First.Version < pair.Second.Version))
        {
            throw new ArgumentException($"The fingerprints of {name} must be those of version 1 and of later versions up to {version}, ascending.", nameof(fingerprints));
        }

        Name = name;
        Version = version;
        Fingerprints = [.. fingerprints];
        Text = text;
    }

    /// <summary>Name of the state machine; for messages and logs.</summary>
    public string Name { get; }

    /// <summary>The highest version that this build can run.</summary>
    public int Version { get; }

    /// <summary>For each version in which the schema changed, ascending and from 1, the hash of what is visible at it.</summary>
    public ImmutableArray<SchemaFingerprint> Fingerprints { get; }

    /// <summary>Readable description of ids, tags and types; explains a refusal.</summary>
    public string Text { get; }
}

/// <summary>The hash of what is visible at a version of a schema, and at later ones until the next that has a hash.</summary>
/// <param name="Version">The version in which the schema changed.</param>
/// <param name="Hash">The first eight bytes of a SHA-256, highest first.</param>
public readonly record struct SchemaFingerprint(int Version, ulong Hash);
