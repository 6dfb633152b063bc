using System.Collections.Concurrent;

namespace PaxosGen.Client;

/// <summary>
/// Calls that have ended, and whose callers go on, on the pool: their code must neither hold up the connection nor run
/// under the client's lock. One work item takes many, for handing over each by itself costs as much as the rest of a call.
/// </summary>
/// <remarks>
/// Thread-safe. Callers may block. So before one goes on, another work item stands by to take those behind it, and each
/// that starts sees to the next: as many callers may block as the pool has threads, and no caller waits for another.
/// </remarks>
internal sealed class EndedCalls : IThreadPoolWorkItem
{
    // Then whatever else waits for the pool has its turn.
    private const int MostAtOnce = 64;

    private readonly ConcurrentQueue<PendingCall> _calls = new();
    private int _standsBy;

    /// <summary>Adds one; it goes on soon after <see cref="GoOn"/>.</summary>
    public void Add(PendingCall call) => _calls.Enqueue(call);

    /// <summary>Lets all callers go on.</summary>
    public void GoOn()
    {
        if (!_calls.IsEmpty && Interlocked.Exchange(ref _standsBy, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        // Whoever adds a call from here on finds nobody standing by, or this finds the call.
        Interlocked.Exchange(ref _standsBy, 0);
        for (var i = 0; i < MostAtOnce && _calls.TryDequeue(out var call); i++)
        {
            // One that stands by already has yet to look at the queue.
            if (Volatile.Read(ref _standsBy) == 0)
            {
                GoOn();
            }

            call.GoOn();
        }

        GoOn();
    }
}
