using PaxosGen.Core;
using PaxosGen.Server.Applying;

namespace PaxosGen.Server.Tests.Applying;

/// <summary>
/// The rules of PROTOCOL.md, "Exactly once", as a specification would say them: everything that ever happened is kept,
/// and each answer is found by looking through all of it. Payloads instead of hashes, no expiry, no lists.
/// </summary>
internal sealed class ExactlyOnceModel(ClusterSettings settings)
{
    private sealed record Opened(SessionId Id, long At);

    private sealed record Effect(Origin Origin, byte[] Payload, long At, byte[] Envelope);

    private sealed record Use(SessionId Id, long AcknowledgedBelow, long At);

    private readonly List<Opened> _opened = [];
    private readonly List<Use> _uses = [];
    private readonly List<Effect> _effects = [];
    private long _now;

    public string Open(SessionId id, long stamp)
    {
        _now = Math.Max(_now, stamp);
        var open = _opened.Select(o => o.Id).Distinct().Where(IsOpen).ToList();
        if (open.Contains(id))
        {
            return nameof(Refusal.SessionIdTaken);
        }

        if (open.Count >= settings.SessionLimit)
        {
            return nameof(Refusal.SessionTableFull);
        }

        _opened.Add(new Opened(id, _now));
        return "opened";
    }

    public string Command(Origin origin, long stamp, byte[] payload, Func<byte[]> run)
    {
        _now = Math.Max(_now, stamp);
        return origin.IsKey ? Keyed(origin, payload, run) : Call(origin, payload, run);
    }

    private string Call(Origin call, byte[] payload, Func<byte[]> run)
    {
        if (!IsOpen(call.SessionId))
        {
            return nameof(Refusal.SessionUnknown);
        }

        var since = _opened.Last(o => o.Id == call.SessionId).At;
        var low = _uses.Where(u => u.Id == call.SessionId && u.At >= since).Select(u => u.AcknowledgedBelow).Append(call.AcknowledgedBelow).Append(1).Max();
        var known = _effects.LastOrDefault(e => e.At >= since && !e.Origin.IsKey && e.Origin.Id == call.Id && e.Origin.Sequence == call.Sequence);
        var isOther = known is not null && !known.Payload.AsSpan().SequenceEqual(payload);
        if (call.Sequence < low || call.Sequence >= low + settings.SessionWindow || isOther)
        {
            return nameof(Refusal.SequenceRefused);
        }

        _uses.Add(new Use(call.SessionId, call.AcknowledgedBelow, _now));
        return known is not null ? "repeat " + Convert.ToHexString(known.Envelope) : Run(call, payload, run);
    }

    private string Keyed(Origin key, byte[] payload, Func<byte[]> run)
    {
        var kept = _effects.Where(e => e.Origin.IsKey && _now < e.At + settings.KeyRetention).ToList();
        var known = kept.LastOrDefault(e => e.Origin == key);
        if (known is not null)
        {
            return known.Payload.AsSpan().SequenceEqual(payload) ? "repeat " + Convert.ToHexString(known.Envelope) : nameof(Refusal.KeyReused);
        }

        return kept.Count >= settings.KeyLimit ? nameof(Refusal.KeyTableFull) : Run(key, payload, run);
    }

    private string Run(Origin origin, byte[] payload, Func<byte[]> run)
    {
        var envelope = run();
        _effects.Add(new Effect(origin, payload, _now, envelope));
        return "run " + Convert.ToHexString(envelope);
    }

    private bool IsOpen(SessionId id)
    {
        var opened = _opened.LastOrDefault(o => o.Id == id);
        return opened is not null && _now < _uses.Where(u => u.Id == id).Select(u => u.At).Append(opened.At).Max() + settings.SessionTimeout;
    }
}
