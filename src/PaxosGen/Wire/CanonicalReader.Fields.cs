using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace PaxosGen;

/// <content>The fields of the object that is restored.</content>
public ref partial struct CanonicalReader
{
    /// <summary>A readonly field as something that can be assigned: restoring a snapshot happens after construction.</summary>
    /// <remarks>Takes <c>in</c>, as C# 11 can; <c>Unsafe.AsRef</c> needs C# 12.</remarks>
    /// <typeparam name="T">The type of the field.</typeparam>
    /// <param name="field">The field, with <c>in</c>: without it a copy could be meant.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static ref T Restorable<T>(in T field) => ref Unsafe.AsRef(in field);
}
