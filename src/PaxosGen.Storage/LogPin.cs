namespace PaxosGen.Storage;

/// <summary>Keeps the files that hold a slot and later ones until it is disposed.</summary>
internal sealed class LogPin(Slot from, Action<LogPin> release) : IDisposable
{
    /// <summary>The lowest slot that is kept.</summary>
    public Slot From => from;

    /// <inheritdoc />
    public void Dispose() => release(this);
}
