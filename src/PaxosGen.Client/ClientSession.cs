using PaxosGen.Core;

namespace PaxosGen.Client;

/// <summary>
/// The client's side of a session: which sequence numbers are out. A number is given out once, and its answer is
/// acknowledged only when the call has it or has been given up.
/// </summary>
internal sealed class ClientSession(SessionId id, int window)
{
    private readonly HashSet<long> _out = [];
    private long _next = 1;

    public SessionId Id => id;

    /// <summary>All calls below are answered or given up: the cluster may forget their results, and refuses late copies of them.</summary>
    public long AcknowledgedBelow { get; private set; } = 1;

    /// <summary>Whether the cluster would take one more.</summary>
    public bool HasRoom => _next < AcknowledgedBelow + window;

    /// <summary>Gives out the next number.</summary>
    public long Take()
    {
        _out.Add(_next);
        return _next++;
    }

    /// <summary>The call with this number is over.</summary>
    public void Release(long sequence)
    {
        _out.Remove(sequence);
        while (AcknowledgedBelow < _next && !_out.Contains(AcknowledgedBelow))
        {
            AcknowledgedBelow++;
        }
    }
}
