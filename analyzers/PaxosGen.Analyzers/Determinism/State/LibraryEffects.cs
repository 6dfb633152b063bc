using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PaxosGen.Analyzers.Determinism.State;

/// <summary>Which members of the class library change an object that they are given, and which pass on what is in it.</summary>
internal static class LibraryEffects
{
    private static readonly HashSet<string> Names =
    [
        "Add", "AddRange", "AddFirst", "AddLast", "AddBefore", "AddAfter", "Insert", "InsertRange", "Remove", "RemoveAt", "RemoveAll", "RemoveRange", "RemoveFirst", "RemoveLast", "RemoveWhere",
        "Clear", "Sort", "Reverse", "Enqueue", "EnqueueRange", "EnqueueDequeue", "DequeueEnqueue", "Dequeue", "TryDequeue", "Push", "PushRange", "Pop", "TryPop", "TryPopRange", "TryAdd", "TryRemove", "TryUpdate", "GetOrAdd", "AddOrUpdate",
        "TryTake", "Take", "UnionWith", "IntersectWith", "ExceptWith", "SymmetricExceptWith", "Set", "SetAll", "SetValue", "SetAt", "SetByIndex", "SetCount", "Fill", "Resize", "Shuffle",
        "Append", "AppendLine", "AppendFormat", "AppendJoin", "Replace", "Write", "WriteByte", "SetLength", "Not", "And", "Or", "Xor", "LeftShift", "RightShift", "ToggleAll", "MoveToEnd",
        "Next", "NextInt64", "NextDouble", "NextSingle", "NextBytes", "GetItems", "GetValueRefOrAddDefault",
    ];

    private static readonly HashSet<string> Copies =
    [
        "ToList", "ToArray", "ToDictionary", "ToHashSet", "ToLookup", "Clone", "GetRange", "FindAll", "ConvertAll", "ToImmutable", "ToImmutableArray", "ToImmutableList", "ToImmutableDictionary", "ToImmutableHashSet",
        "ToImmutableSortedDictionary", "ToImmutableSortedSet", "ToFrozenSet", "ToFrozenDictionary", "GetSubArray", "MemberwiseClone", "ToLinkedList",
    ];

    private static readonly HashSet<string> Views =
    [
        "AsSpan", "AsMemory", "AsReadOnly", "AsEnumerable", "AsQueryable", "GetEnumerator", "Synchronized", "GetViewBetween", "Slice", "get_Span", "get_Keys", "get_Values", "CreateSpan", "GetAlternateLookup", "Cast",
    ];

    private static readonly HashSet<string> StaticWriters = ["Array", "MemoryExtensions", "CollectionExtensions", "CollectionsMarshal", "BinaryPrimitives", "Buffer", "ArrayExtensions", "MemoryMarshal"];

    public static bool IsCopy(IMethodSymbol method) => Copies.Contains(method.Name);

    /// <summary>Hashes, ciphers and encodings keep nothing of what they are given, though they return arrays of the same type.</summary>
    public static bool IsComputation(IMethodSymbol method)
        => method.ContainingNamespace is { Name: "Cryptography", ContainingNamespace: { Name: "Security", ContainingNamespace.Name: "System" } }
            || method is { Name: "Convert", ContainingType: { Name: "Encoding", ContainingNamespace.Name: "Text" } };

    public static bool IsView(ISymbol member) => Views.Contains(member is IPropertySymbol ? "get_" + member.Name : member.Name);

    public static bool IsMutatorName(string name) => Names.Contains(name);

    /// <summary>The objects that a call of a library's method changes.</summary>
    public static IEnumerable<IOperation> Changed(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (call.Instance is { Type: { } type } instance)
        {
            if (Names.Contains(method.Name) && IsMutable(type))
            {
                yield return instance;
            }

            if (method.Name is "Shuffle" or "NextBytes" or "GetItems" or "CopyTo" or "TryCopyTo" or "TryFormat" or "TryWriteBytes" && call.Arguments.Length > 0)
            {
                yield return call.Arguments[method.Name is "GetItems" ? call.Arguments.Length - 1 : 0].Value;
            }
        }
        else if (call.Instance is null && call.Arguments.Length > 0 && StaticWriters.Contains(method.ContainingType.Name))
        {
            if (method.Name is "Copy" or "BlockCopy" or "ConstrainedCopy" && call.Arguments.Length > 2)
            {
                yield return call.Arguments[method.Parameters.FirstOrDefault(static p => p.Name is "destinationArray" or "dst")?.Ordinal ?? 1].Value;
            }
            else if (method.Name is "CopyTo" or "TryCopyTo" && call.Arguments.Length > 1)
            {
                yield return call.Arguments[1].Value;
            }
            else if ((Names.Contains(method.Name) || method.Name.StartsWith("Write", StringComparison.Ordinal)) && method.Parameters[0].RefKind == RefKind.None)
            {
                yield return call.Arguments[0].Value;
            }
        }
    }

    /// <summary>Types of the class library whose methods with such names change them.</summary>
    private static bool IsMutable(ITypeSymbol type)
        => Traits.IsCollection(type)
            || type.Name is "StringBuilder" or "Random" or "MemoryStream" or "BinaryWriter" or "StringWriter" or "Builder" or "BitVector32";
}
