namespace PaxosGen.Storage;

/// <summary>The data folder is sound but not for this replica to open: another's, in use, or of a newer format. Says what to do.</summary>
public sealed class StoreRefusedException(string message) : IOException(message);
