using System.ComponentModel;

namespace PaxosGen.Wire;

/// <summary>A codec of a value type that knows which of its values is the default, which a field leaves out.</summary>
/// <typeparam name="T">The value type.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IFieldCodec<T> : ICodec<T>
    where T : struct
{
    /// <summary>Whether a field with this value is absent.</summary>
    static abstract bool IsDefault(T value);
}
