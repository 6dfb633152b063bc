using PaxosGen.Core;
using PaxosGen.Transport;

namespace PaxosGen.LoadTest.Measuring.Traces;

/// <summary>What a process sends on one socket: the messages, if that is a connection to a peer.</summary>
internal sealed class PeerStream
{
    private readonly FrameReader _reader = new(int.MaxValue);
    private bool _hasMagic;
    private bool _isPeer;
    private bool _isOther;

    /// <summary>The messages whose last byte is among these.</summary>
    /// <exception cref="WireFormatException">The bytes are no frames.</exception>
    public List<Message> Take(ReadOnlySpan<byte> sent)
    {
        var messages = new List<Message>();
        if (_isOther)
        {
            return messages;
        }

        while (!sent.IsEmpty)
        {
            var free = _reader.FreeSpace().Span;
            var count = Math.Min(free.Length, sent.Length);
            sent[..count].CopyTo(free);
            _reader.Advance(count);
            sent = sent[count..];
        }

        if (!_hasMagic)
        {
            _hasMagic = _reader.Received.StartsWith(HandshakeCodec.Magic);
            _isOther = !_hasMagic && _reader.Received.Length >= HandshakeCodec.Magic.Length;
            _reader.Skip(_hasMagic ? HandshakeCodec.Magic.Length : 0);
        }

        while (_hasMagic && !_isOther && _reader.TryRead(out var payload))
        {
            if (_isPeer)
            {
                messages.Add(PeerMessageCodec.Read(payload));
                continue;
            }

            // Whoever dials begins with a hello. Other connections carry answers to clients, or no frames at all.
            _isPeer = HandshakeCodec.ReadHello(payload.Span).Kind is not ConnectionKind.Client;
            _isOther = !_isPeer;
        }

        return messages;
    }
}
