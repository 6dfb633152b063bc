namespace PaxosGen.Storage;

/// <summary>A <see cref="MemoryDisk"/> was told to lose its power here. Nothing works until it has crashed and the store is opened again.</summary>
public sealed class PowerFailedException() : Exception("The simulated power failed.");
