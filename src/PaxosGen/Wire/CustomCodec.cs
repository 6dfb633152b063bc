using System.ComponentModel;

namespace PaxosGen.Wire;

/// <summary>Holds a user's codec to the rules: bytes end with a value or a <see cref="WireFormatException"/>.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
/// <typeparam name="TCodec">The user's codec.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct CustomCodec<T, TCodec> : ICodec<T>
    where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static WireKind Kind => TCodec.Kind;

    /// <inheritdoc/>
    public static int MinSize => Math.Max(1, TCodec.MinSize);

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, T value)
    {
        writer.Enter();
        var start = writer.Length;
        TCodec.Write(writer, value);
        if (writer.Length - start < MinSize)
        {
            throw new InvalidOperationException($"{typeof(TCodec)} has written {writer.Length - start} bytes, fewer than its MinSize and than 1, so that what it wrote could not be read.");
        }

        writer.Leave();
    }

    /// <inheritdoc/>
    public static T Read(ref CanonicalReader reader)
    {
        reader.Enter();
        try
        {
            var start = reader.Position;
            var value = TCodec.Read(ref reader);
            if (value is null || reader.Position - start < MinSize)
            {
                throw reader.Malformed($"{typeof(TCodec)} has read nothing");
            }

            reader.Leave();
            return value;
        }
        catch (Exception error) when (error is not (WireFormatException or OutOfMemoryException))
        {
            throw reader.Malformed($"{typeof(TCodec)} refuses them ({error.GetType().Name}: {error.Message})");
        }
    }
}
