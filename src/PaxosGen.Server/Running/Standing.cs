using PaxosGen.Core;

namespace PaxosGen.Server.Running;

/// <summary>What may be answered from a replica's state, as its loop last said. Any thread may read it.</summary>
internal sealed class Standing
{
    private volatile Serving _serving;

    /// <summary>What may be answered.</summary>
    public Serving Serving
    {
        get => _serving;
        set => _serving = value;
    }
}
