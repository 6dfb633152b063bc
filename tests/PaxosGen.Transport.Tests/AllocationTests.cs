using PaxosGen.Core;
using PaxosGen.Core.Tests;

namespace PaxosGen.Transport.Tests;

/// <summary>What the codecs allocate for each command: 64 bytes of payload, to peers in batches of 100.</summary>
public sealed class AllocationTests
{
    private const int Batch = 100;

    /// <summary>Bytes that encoding allocates, whatever it is: none, since the buffer is there.</summary>
    private const int WriteBytes = 0;

    /// <summary>Bytes that decoding an Accept allocates per entry: its place of 16 in the array; the entry's bytes are a slice of the frame.</summary>
    private const int ReadAcceptBytes = 18;

    /// <summary>Bytes that decoding a client's command allocates: the request, an object of 80.</summary>
    private const int ReadRequestBytes = 80;

    /// <summary>Bytes that decoding a result allocates: the reply, an object of 40.</summary>
    private const int ReadReplyBytes = 40;

    /// <summary>Bytes that a batch of frames allocates per frame, besides what is decoded: the copy of its bytes, 92 here.</summary>
    private const int FrameBytes = 96;

    private static readonly Message.Accept Accept = new(Samples.Ballot, new Slot(1000), [.. Enumerable.Repeat(EntryOf64, Batch)], new Slot(999));
    private static readonly ClientRequest.Command Command = new(new RequestId(5), new SessionId(99), 5, 3, new byte[64]);
    private static readonly ClientReply.Result Result = new(new RequestId(5), new byte[64]);

    private readonly CanonicalWriter _writer = new(64 << 10);

    private static Entry EntryOf64 => new EntryBody.Command(Origin.Session(new SessionId(99), 5, 3), 11, 13, new byte[64]).Encode();

    [Fact]
    public void An_Accept_costs_nothing_to_write_and_an_array_to_read()
    {
        Assert.InRange(Written<Message>(Accept, PeerMessageCodec.Write, Batch), 0, WriteBytes);
        Assert.InRange(Read<Message>(Accept, PeerMessageCodec.Write, PeerMessageCodec.Read, Batch), 1, ReadAcceptBytes);
    }

    [Fact]
    public void A_request_costs_nothing_to_write_and_an_object_to_read()
    {
        Assert.InRange(Written<ClientRequest>(Command, ClientRequestCodec.Write, 1), 0, WriteBytes);
        Assert.InRange(Read<ClientRequest>(Command, ClientRequestCodec.Write, ClientRequestCodec.Read, 1), 1, ReadRequestBytes);
    }

    [Fact]
    public void A_reply_costs_nothing_to_write_and_an_object_to_read()
    {
        Assert.InRange(Written<ClientReply>(Result, ClientReplyCodec.Write, 1), 0, WriteBytes);
        Assert.InRange(Read<ClientReply>(Result, ClientReplyCodec.Write, ClientReplyCodec.Read, 1), 1, ReadReplyBytes);
    }

    [Fact]
    public void A_frame_costs_nothing_to_write_and_its_bytes_to_read()
    {
        var frames = new FrameWriter();
        var reader = new FrameReader(1 << 20);
        List<ClientRequest> batch = [];
        Func<ReadOnlyMemory<byte>, ClientRequest> decode = static _ => Command;
        void WriteAll(FrameWriter to)
        {
            to.Clear();
            for (var i = 0; i < Batch; i++)
            {
                to.Write<ClientRequest>(Command, ClientRequestCodec.Write);
            }
        }

        Assert.InRange(Allocated.PerItem(Batch, () => frames, WriteAll), 0, WriteBytes);
        var bytes = Allocated.PerItem(Batch, () => frames.WrittenMemory, received =>
        {
            while (!received.IsEmpty)
            {
                var part = received[..Math.Min(received.Length, reader.FreeSpace().Length)];
                part.CopyTo(reader.FreeSpace());
                reader.Advance(part.Length);
                received = received[part.Length..];
            }

            Assert.True(FrameBatch.Take(reader, batch, decode) && batch.Count == Batch);
            batch.Clear();
        });
        Assert.InRange(bytes, 1, FrameBytes);
    }

    private double Written<T>(T item, Action<CanonicalWriter, T> write, int items) => Allocated.PerItem(items, () => item, one =>
    {
        _writer.Clear();
        write(_writer, one);
        Assert.True(_writer.Length >= 64);
    });

    private static double Read<T>(T item, Action<CanonicalWriter, T> write, Func<ReadOnlyMemory<byte>, T> read, int items)
        where T : class
    {
        ReadOnlyMemory<byte> bytes = Samples.Encode(item, write);
        return Allocated.PerItem(items, () => bytes, one => Assert.NotNull(read(one)));
    }
}
