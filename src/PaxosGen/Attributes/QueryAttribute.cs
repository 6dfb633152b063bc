namespace PaxosGen;

/// <summary>Marks an instance method as a query: it is answered by one replica from its state, and must not change it.</summary>
/// <param name="id">Identifies the query on the wire, from 1; unique among the commands and queries of the class.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class QueryAttribute(int id) : Attribute
{
    /// <summary>Identifies the query on the wire.</summary>
    public int Id { get; } = id;

    /// <summary>How current the answer is when the caller does not say; linearizable unless set.</summary>
    public ReadConsistency Consistency { get; init; } = ReadConsistency.Linearizable;
}
