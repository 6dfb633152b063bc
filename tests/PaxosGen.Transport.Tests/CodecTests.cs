using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using PaxosGen.Core;

namespace PaxosGen.Transport.Tests;

public sealed class CodecTests
{
    [Fact]
    public void Everything_decodes_to_what_it_was()
    {
        foreach (var (name, bytes) in Samples.Encoded())
        {
            Assert.True(bytes.AsSpan().SequenceEqual(Samples.Recode(bytes)), name);
        }

        // Records without arrays compare by value; bytes alone would not notice two fields swapped both ways.
        foreach (var message in Samples.Messages.Where(m => m is not (Message.Promise or Message.Accept or Message.Learned or Message.SnapshotChunk or Message.Hashes)))
        {
            Assert.Equal(message, PeerMessageCodec.Read(Samples.Encode(message, PeerMessageCodec.Write)));
        }

        var accept = (Message.Accept)PeerMessageCodec.Read(Samples.Encode(Samples.Messages.OfType<Message.Accept>().Single(), PeerMessageCodec.Write));
        Assert.Equal<Entry>([Samples.Entry, Entry.NoOp], accept.Entries.AsEnumerable());
        Assert.Equal(new Slot(11), accept.ChosenThrough);
        var promise = (Message.Promise)PeerMessageCodec.Read(Samples.Encode<Message>(Samples.Messages.OfType<Message.Promise>().Single(), PeerMessageCodec.Write));
        Assert.Equal(new ReportedSlot(new Slot(9), Samples.Ballot, Samples.Entry, false), promise.Slots[0]);
        Assert.Equal<Slot>([new Slot(10), new Slot(300)], promise.Unknown.AsEnumerable());
        Assert.Equal((1, 3), (promise.Part, promise.Parts));
        var chunk = (Message.SnapshotChunk)PeerMessageCodec.Read(Samples.Encode<Message>(Samples.Messages.OfType<Message.SnapshotChunk>().Single(), PeerMessageCodec.Write));
        Assert.Equal((new Slot(50), 300_000, (UInt128)0x1122 << 64 | 0x3344, 262144), (chunk.Slot, chunk.StateBytes, chunk.Hash, chunk.Offset));
        Assert.Equal("state"u8, chunk.Bytes.Span);
        foreach (var reply in Samples.Replies.Where(r => r is not ClientReply.Result))
        {
            Assert.Equal(reply, ClientReplyCodec.Read(Samples.Encode(reply, ClientReplyCodec.Write)));
        }
    }

    [Fact]
    public void Bytes_are_the_golden_ones()
    {
        var text = new StringBuilder();
        foreach (var (name, bytes) in Samples.Encoded())
        {
            text.Append(name).Append(" = ").Append(Convert.ToHexStringLower(bytes)).Append('\n');
        }

        if (Environment.GetEnvironmentVariable("PAXOSGEN_ACCEPT") == "1")
        {
            File.WriteAllText(Path.Combine(SourceFolder(), "GoldenBytes.txt"), text.ToString());
            return;
        }

        // From beside the assembly: a build server may map the paths of sources.
        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "GoldenBytes.txt")), text.ToString());
    }

    [Fact]
    public void Every_truncation_and_every_byte_too_many_is_refused_or_canonical()
    {
        foreach (var (_, bytes) in Samples.Encoded())
        {
            for (var length = 0; length < bytes.Length; length++)
            {
                AssertRefusedOrCanonical(bytes[..length]);
            }

            AssertRefusedOrCanonical([.. bytes, 0]);
        }
    }

    [Fact]
    public void Mutations_are_refused_or_canonical_and_never_anything_else()
    {
        var samples = Samples.Encoded().Select(s => s.Bytes).ToArray();
        var random = new Random(20260101);
        for (var round = 0; round < 150_000; round++)
        {
            var bytes = (byte[])samples[random.Next(samples.Length)].Clone();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = random.Next(4) switch
                {
                    0 => 0xFF,
                    1 => 0x80,
                    2 => (byte)random.Next(4),
                    _ => (byte)random.Next(256),
                };
            }

            AssertRefusedOrCanonical(random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes);
        }
    }

    [Fact]
    public void A_count_is_not_believed_beyond_the_bytes_that_are_there()
    {
        var writer = new CanonicalWriter();
        writer.WriteByte(21);
        writer.WriteRaw([1, 1, 1, 1]);
        writer.WriteVarUInt(int.MaxValue);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<WireFormatException>(() => PeerMessageCodec.Read(writer.ToArray()));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Size_bound_holds()
    {
        var large = new EntryBody.Command(Origin.Key(7), 11, 13, new byte[300_000]).Encode();
        Message[] messages = [.. Samples.Messages, new Message.Accept(Samples.Ballot, new Slot(1), [large, large], Slot.None)];
        foreach (var message in messages)
        {
            var size = Samples.Encode(message, PeerMessageCodec.Write).Length;
            Assert.InRange(PeerMessageCodec.MaxEncodedSize(message), size, (size * 1.01) + 300);
        }
    }

    [Fact]
    public void Long_texts_are_cut_between_characters()
    {
        var reply = new ClientReply.Overloaded(new RequestId(1), 0, new string('€', 20_000));
        var read = (ClientReply.Overloaded)ClientReplyCodec.Read(Samples.Encode<ClientReply>(reply, ClientReplyCodec.Write));
        Assert.Equal(new string('€', (16 << 10) / 3), read.Text);
    }

    [Fact]
    public void A_hello_of_another_format_yields_its_number()
    {
        var bytes = Samples.Encode(Samples.ClientHello with { Format = 7 }, HandshakeCodec.Write);
        Assert.Equal(7, HandshakeCodec.ReadHello(bytes).Format);
    }

    private static void AssertRefusedOrCanonical(byte[] bytes)
    {
        byte[] again;
        try
        {
            again = Samples.Recode(bytes);
        }
        catch (WireFormatException)
        {
            return;
        }

        // Of another format only the number is read, so there is nothing to compare.
        var isOtherFormat = bytes[0] == 1 && bytes[1] != HandshakeHello.CurrentFormat;
        Assert.True(isOtherFormat || bytes.AsSpan().SequenceEqual(again), string.Create(CultureInfo.InvariantCulture, $"Not canonical: {Convert.ToHexStringLower(bytes)}"));
    }

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
