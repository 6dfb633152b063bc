namespace PaxosGen;

/// <summary>
/// Gives a type of this assembly a codec here, where its private fields can be seen, so that state machines of other
/// assemblies can use the type. Those of this assembly need no attribute.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface, Inherited = false)]
public sealed class ReplicatedAttribute : Attribute;
