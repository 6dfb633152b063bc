namespace PaxosGen;

/// <summary>
/// Leaves a field, a property or an event out of snapshots: for loggers and caches, which must never influence a result. On restore
/// it keeps what a new instance has.
/// </summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property | AttributeTargets.Event)]
public sealed class NotReplicatedAttribute : Attribute;
