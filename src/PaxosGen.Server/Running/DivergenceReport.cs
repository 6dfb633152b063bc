using PaxosGen.Core;
using PaxosGen.Server.Telemetry;
using PaxosGen.Storage;

namespace PaxosGen.Server.Running;

/// <summary>
/// Keeps what the protocol finds out about replicas that differ: durably if this one is quarantined, in words that name the
/// slot and the command, for the log and for whoever asks for the status.
/// </summary>
/// <remarks>The loop's, but for <see cref="Text"/>, which any thread may read.</remarks>
internal sealed class DivergenceReport(ReplicaStore store, Surroundings around)
{
    private volatile string? _text = store.Quarantine;
    private bool _isPending;
    private bool _isQuarantined = store.Quarantine is not null;

    /// <summary>How this replica and others differ; null while nothing is known of that.</summary>
    public string? Text => _text;

    /// <summary>Before anything of a batch is sent.</summary>
    public void OnStepped(Effects effects)
    {
        if (effects.Quarantined is { } difference)
        {
            _isQuarantined = true;
            Keep(Describe(difference));
        }

        foreach (var happened in effects.Events)
        {
            if (happened is ProtocolEvent.DisputeBegan began && !_isQuarantined)
            {
                _text = $"Replicas have different results or states by slot {began.Slot}, and no quorum has equal ones. Nobody serves reads, and nothing is deleted.";
            }
            else if (happened is ProtocolEvent.DisputeEnded && !_isQuarantined)
            {
                _text = null;
            }
        }

        if (effects.Differs is { } first)
        {
            Name(first);
        }

        if (_isPending)
        {
            TryKeep();
        }
    }

    /// <summary>The replica has a peer's state, durably.</summary>
    public void OnLifted()
    {
        store.LiftQuarantine();
        (_isQuarantined, _isPending, _text) = (false, false, null);
    }

    private static string Describe(Difference difference)
    {
        var what = difference.IsState ? "The states in this replica's snapshots" : "The results of this replica";
        var since = difference.EqualThrough == Slot.None ? "" : $"; they were equal through slot {difference.EqualThrough}";
        return $"{what} through slot {difference.Own.Slot} differ from a quorum's ({difference.Own.Value:x32}, not {difference.Agreed:x32}){since}. "
            + "The state machine is not deterministic, or this machine's memory is bad. It votes, and serves nothing until it rejoins.";
    }

    private void Name(FirstDifference first)
    {
        var command = first.Entry.IsNone ? "an entry that the log has no more" : EntryText.Of(first.Entry, around.Describe);
        around.Log.FirstDifference(first.Slot, first.IsExact, command);
        var sentence = $"{(first.IsExact ? "The first slot that differs is" : "They differ by slot")} {first.Slot}: {command}.";
        if (_isQuarantined)
        {
            Keep($"{sentence} {_text}");
        }
        else if (_text is { } text)
        {
            _text = $"{sentence} {text}";
        }
    }

    private void Keep(string text)
    {
        _text = text;
        _isPending = true;
    }

    private void TryKeep()
    {
        try
        {
            store.BeQuarantined(_text!);
            _isPending = false;
        }
        catch (DiskFullException)
        {
            // It is quarantined durably already, with fewer words: tried again with each turn.
        }
    }
}
