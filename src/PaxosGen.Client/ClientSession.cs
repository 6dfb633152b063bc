using System.Numerics;
using PaxosGen.Core;

namespace PaxosGen.Client;

/// <summary>
/// The client's side of a session: which sequence numbers are out. A number is given out once, and its answer is
/// acknowledged only when the call has it or has been given up.
/// </summary>
internal sealed class ClientSession
{
    // The window is what a replica says, and takes memory here.
    private const int WidestWindow = 1 << 16;

    private readonly int _window;

    // The numbers from AcknowledgedBelow to _next, in a ring.
    private readonly bool[] _isOut;
    private long _next = 1;

    public ClientSession(SessionId id, int window)
    {
        Id = id;
        _window = Math.Clamp(window, 1, WidestWindow);
        _isOut = new bool[BitOperations.RoundUpToPowerOf2((uint)_window)];
    }

    public SessionId Id { get; }

    /// <summary>All calls below are answered or given up: the cluster may forget their results, and refuses late copies of them.</summary>
    public long AcknowledgedBelow { get; private set; } = 1;

    /// <summary>Whether the cluster would take one more.</summary>
    public bool HasRoom => _next < AcknowledgedBelow + _window;

    /// <summary>Gives out the next number. There must be room.</summary>
    public long Take()
    {
        Invariant.Check(HasRoom);
        IsOut(_next) = true;
        return _next++;
    }

    /// <summary>The call with this number is over.</summary>
    public void Release(long sequence)
    {
        IsOut(sequence) = false;
        while (AcknowledgedBelow < _next && !IsOut(AcknowledgedBelow))
        {
            AcknowledgedBelow++;
        }
    }

    private ref bool IsOut(long sequence) => ref _isOut[(int)sequence & (_isOut.Length - 1)];
}
