using PaxosGen.Core;
using PaxosGen.Server.Running;

namespace PaxosGen.Server.Hosting;

/// <summary>Takes operators' requests to the protocol, and waits for what comes of them.</summary>
/// <param name="inbox">The replica's inbox.</param>
/// <param name="stopped">Completes when the replica has stopped.</param>
/// <remarks>Thread-safe.</remarks>
internal sealed class Operations(Inbox inbox, Task stopped)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    /// <summary>Lets another replica lead; returns once it does.</summary>
    /// <exception cref="OperationRefusedException">Nothing came of it; says why.</exception>
    /// <exception cref="OutcomeUnknownException">It may happen yet.</exception>
    public async Task TransferLeadershipAsync(int to, CancellationToken cancellationToken)
    {
        if (to <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(to), to, "Replica ids are positive.");
        }

        await RunAsync(ended => new Input.TransferLead(MonotonicClock.Now, ended, new ReplicaId(to)), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets this replica, which is quarantined, take a peer's state; returns once it has.</summary>
    /// <exception cref="OperationRefusedException">Nothing came of it; says why.</exception>
    /// <exception cref="OutcomeUnknownException">It may happen yet.</exception>
    public Task RejoinAsync(CancellationToken cancellationToken) => RunAsync(ended => new Input.Rejoin(MonotonicClock.Now, ended), cancellationToken);

    private async Task RunAsync(Func<Action<OperationEnded>, Input> input, CancellationToken cancellationToken)
    {
        var done = Post(input) ?? throw new OverloadedException("The replica is stopping, or has too much to do.");
        await Task.WhenAny(done, stopped).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (!done.IsCompleted)
        {
            throw new OutcomeUnknownException("The replica stopped meanwhile.");
        }

        var (_, outcome, reason, _) = await done.ConfigureAwait(false);
        switch (outcome)
        {
            case OperationOutcome.Done:
                break;
            case OperationOutcome.Unknown:
                throw new OutcomeUnknownException(reason);
            default:
                throw new OperationRefusedException(reason);
        }
    }

    /// <summary>Before a leader stops it lets another lead, so that the others need not wait until they miss it. Best effort.</summary>
    /// <param name="leads">Whether the replica leads still.</param>
    /// <param name="othersAreThere">Whether it is connected with any other.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task LeaveLeadershipAsync(Func<bool> leads, Func<bool> othersAreThere, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (!leads() || !othersAreThere() || Post(ended => new Input.TransferLead(MonotonicClock.Now, ended, ReplicaId.None)) is not { } done)
        {
            return;
        }

        var until = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        while (leads() && othersAreThere() && !done.IsCompleted && !stopped.IsCompleted
            && Environment.TickCount64 < until && !cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(Step, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private Task<OperationEnded>? Post(Func<Action<OperationEnded>, Input> input)
    {
        var done = new TaskCompletionSource<OperationEnded>(TaskCreationOptions.RunContinuationsAsynchronously);
        return inbox.TryPost(input(ended => done.TrySetResult(ended))) ? done.Task : null;
    }
}
