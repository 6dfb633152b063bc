namespace PaxosGen;

/// <summary>
/// Marks an instance method as a command: it goes through the log and is applied by every replica, in the same order,
/// exactly once for each call.
/// </summary>
/// <param name="id">Identifies the command in logs and on the wire, from 1; unique among the commands and queries of the class.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class CommandAttribute(int id) : Attribute
{
    /// <summary>Identifies the command in logs and on the wire.</summary>
    public int Id { get; } = id;
}
