namespace PaxosGen.Analyzers.Determinism.Order;

/// <summary>Which methods of collections change them, by their names, which libraries agree on.</summary>
internal static class CollectionMethods
{
    private static readonly string[] Growing = ["Add", "Append", "Insert", "Push", "Enqueue", "Write", "TryWrite", "TryAdd", "Prepend", "Update", "Post", "TransformBlock", "SetItem", "TryEnqueue", "TryPush"];
    private static readonly string[] Shrinking = ["Pop", "Dequeue", "TryPop", "TryDequeue", "Take", "TryTake"];

    public static bool Appends(string name) => Growing.Any(g => name.StartsWith(g, StringComparison.Ordinal));

    /// <summary>Gives out one element after the other.</summary>
    public static bool Takes(string name) => Shrinking.Contains(name, StringComparer.Ordinal);

    public static bool Changes(string name)
        => Appends(name) || Takes(name) || name.StartsWith("Remove", StringComparison.Ordinal) || name.EndsWith("With", StringComparison.Ordinal) || name is "Clear" or "GetOrAdd" or "AddOrUpdate" or "Set" or "SetValue" or "TryRemove" or "TryUpdate";
}
