namespace PaxosGen;

/// <summary>
/// Leaves a field or property out of snapshots: for loggers and caches, which must never influence a result. On restore
/// it keeps what a new instance has.
/// </summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class NotReplicatedAttribute : Attribute;
