using System.Text;
using PaxosGen.Core;

namespace PaxosGen.Server.Applying;

/// <summary>One open session. Its neighbours are the sessions used before and after it.</summary>
internal sealed class Session(SessionId id, string principal, long low, long lastUse)
{
    /// <summary>No encoding is shorter: bounds how many a snapshot can announce.</summary>
    public const int MinBytes = 16 + 1 + 1 + 1 + 1;

    public SessionId Id => id;

    public string Principal => principal;

    /// <summary>The client has the answers of all calls below this number.</summary>
    public long Low { get; private set; } = low;

    /// <summary>Timestamp of the last command that was not refused, or of the opening.</summary>
    public long LastUse { get; set; } = lastUse;

    public KeptCalls Calls { get; } = new();

    public Session? Older { get; set; }

    public Session? Newer { get; set; }

    /// <summary>Whether a call with this number and acknowledgement may be answered at all.</summary>
    public bool Allows(Origin call, int window)
    {
        // With the call's own acknowledgement: it makes room for the call, and a call that claims to be answered already,
        // as only a broken client's does, is below it. Low is at least 1, and a difference cannot overflow as a sum could.
        var low = Math.Max(Low, call.AcknowledgedBelow);
        return call.Sequence >= low && call.Sequence - low < window;
    }

    /// <summary>The client has the answers of all calls below <paramref name="below"/>. What it said before stays said.</summary>
    public void Acknowledge(long below)
    {
        if (below > Low)
        {
            Low = below;
            Calls.DropBelow(below);
        }
    }

    public void WriteTo(CanonicalWriter writer)
    {
        writer.WriteFixed128(Id.Value);
        writer.WriteLengthPrefixed(Encoding.UTF8.GetBytes(Principal));
        writer.WriteVarUInt((ulong)Low);
        writer.WriteVarUInt((ulong)LastUse);
        writer.WriteVarUInt((ulong)Calls.Count);
        foreach (ref readonly var call in Calls.AsSpan())
        {
            call.WriteTo(writer);
        }
    }

    /// <exception cref="WireFormatException">The bytes are no session of a log that is applied through this slot and timestamp.</exception>
    public static Session ReadFrom(ref CanonicalReader reader, Slot through, long timestamp, int window)
    {
        var id = new SessionId(reader.ReadFixed128());
        var principal = ResultEnvelope.ReadText(reader.ReadLengthPrefixed());
        var low = (long)reader.ReadVarUInt(long.MaxValue);
        var lastUse = (long)reader.ReadVarUInt((ulong)timestamp);
        var session = new Session(id, principal, low, lastUse);
        var count = (int)reader.ReadVarUInt((ulong)Math.Min(window, reader.Remaining / KeptCall.MinBytes));
        var next = low >= 1 ? low : throw new WireFormatException($"Malformed snapshot: session {id} acknowledges call 0.");
        for (var i = 0; i < count; i++)
        {
            var call = KeptCall.ReadFrom(ref reader, through);
            if (call.Sequence < next || call.Sequence - low >= window)
            {
                throw new WireFormatException($"Malformed snapshot: call {call.Sequence} of session {id} is out of order or window.");
            }

            session.Calls.Add(call);
            next = call.Sequence + 1;
        }

        return session;
    }
}
