using System.ComponentModel;

namespace PaxosGen.Wire;

/// <summary>Encodes <see cref="Version"/> as a message: 1 major, 2 minor, 3 build and 4 revision if it has them.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct VersionCodec : ICodec<Version>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.Message;

    /// <inheritdoc/>
    public static int MinSize => 1;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, Version value)
    {
        writer.BeginMessage();
        writer.WriteUInt32(1, (uint)value.Major);
        writer.WriteUInt32(2, (uint)value.Minor);
        writer.WriteNullable<uint, UInt32Codec>(3, value.Build < 0 ? null : (uint)value.Build);
        writer.WriteNullable<uint, UInt32Codec>(4, value.Revision < 0 ? null : (uint)value.Revision);
        writer.EndMessage();
    }

    /// <inheritdoc/>
    public static Version Read(ref CanonicalReader reader)
    {
        reader.BeginMessage();
        var major = reader.ReadUInt32(1);
        var minor = reader.ReadUInt32(2);
        var build = reader.ReadNullable<uint, UInt32Codec>(3);
        var revision = reader.ReadNullable<uint, UInt32Codec>(4);
        reader.EndMessage();
        if ((major | minor | build.GetValueOrDefault() | revision.GetValueOrDefault()) > int.MaxValue || (build is null && revision is not null))
        {
            throw reader.Malformed("no Version has these numbers");
        }

        return (build, revision) switch
        {
            (null, _) => new Version((int)major, (int)minor),
            ({ } b, null) => new Version((int)major, (int)minor, (int)b),
            ({ } b, { } r) => new Version((int)major, (int)minor, (int)b, (int)r),
        };
    }
}
