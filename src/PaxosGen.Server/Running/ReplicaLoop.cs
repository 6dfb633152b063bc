using PaxosGen.Core;
using PaxosGen.Server.Applying;
using PaxosGen.Server.Clients;
using PaxosGen.Storage;

namespace PaxosGen.Server.Running;

/// <summary>
/// The loop that ARCHITECTURE.md starts with, on a thread of its own: steps the replica, sends, writes and syncs, sends
/// what waited for the sync, and hands on what was chosen. What arrives while the disk syncs becomes the next batch.
/// </summary>
internal sealed class ReplicaLoop
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan DiskFullRetry = TimeSpan.FromSeconds(1);

    private readonly Replica _replica;
    private readonly ReplicaStore _store;
    private readonly Inbox _inbox;
    private readonly IOutbox _outbox;
    private readonly ApplyLoop _applier;
    private readonly SnapshotTransfer _transfer;
    private readonly ClientGateway _clients;
    private readonly Surroundings _around;
    private readonly Effects _effects = new();
    private volatile ReplicaFacts _facts;

    public ReplicaLoop(
        Replica replica, ReplicaStore store, Inbox inbox, IOutbox outbox, ApplyLoop applier, SnapshotTransfer transfer, ClientGateway clients,
        Surroundings around)
    {
        _replica = replica;
        _store = store;
        _inbox = inbox;
        _outbox = outbox;
        _applier = applier;
        _transfer = transfer;
        _clients = clients;
        _around = around;
        _facts = ReplicaFacts.Of(replica);
    }

    /// <summary>What the replica last said of itself. Any thread may read it.</summary>
    public ReplicaFacts Facts => _facts;

    /// <summary>Runs until the inbox is closed.</summary>
    public void Run()
    {
        while (_inbox.Wait(TickInterval))
        {
            Turn();
        }
    }

    /// <summary>One batch: everything that waits, then the clock.</summary>
    public void Turn()
    {
        while (!_effects.Full && _inbox.TryRead(out var input))
        {
            _replica.Step(input, _effects);
        }

        // Time passes last: an ack that waited in the inbox must count before anybody finds that it is late.
        _replica.Step(new Input.Tick(_around.Now()), _effects);

        if (_effects.Restored is var (slot, _))
        {
            _store.Truncate(slot);
        }

        _outbox.SendNow(_effects.SendNow);
        Append(_effects.Writes);
        _outbox.SendAfterSync(_effects.SendAfterSync);
        if (_effects.Restored is var (_, state))
        {
            _applier.Restore((Applier)state);
        }

        _applier.Enqueue(_effects.Chosen, _effects.Reads);
        if (_effects.Wanted is { } wanted)
        {
            _transfer.Want(wanted);
        }

        if (_effects.Truncate > Slot.None)
        {
            _store.Truncate(_effects.Truncate);
        }

        Report();
        _effects.Clear();
    }

    private void Append(IReadOnlyList<LogRecord> writes)
    {
        while (writes.Count > 0)
        {
            try
            {
                _store.Log.Append(writes);
                return;
            }
            catch (DiskFullException e)
            {
                // Nothing of the batch was written, and nothing that depends on it has been sent. Meanwhile the others
                // elect another leader; this replica goes on when there is space.
                _around.Log($"{e.Message} Waiting for space.");
                if (_inbox.WaitForClose(DiskFullRetry))
                {
                    throw new OperationCanceledException("Stopped while the disk was full.");
                }
            }
        }
    }

    private void Report()
    {
        foreach (var refused in _effects.Refused)
        {
            _clients.OnRefused(refused);
        }

        foreach (var happened in _effects.Events)
        {
            _around.Log(happened.Detail);
            if (happened.Kind == ProtocolEventKind.LeadershipEnded)
            {
                _clients.OnLeadershipLost();
            }
        }

        if (!_facts.IsOf(_replica))
        {
            _facts = ReplicaFacts.Of(_replica);
        }
    }
}
