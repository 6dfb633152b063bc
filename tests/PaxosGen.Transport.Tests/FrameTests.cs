namespace PaxosGen.Transport.Tests;

public sealed class FrameTests
{
    [Fact]
    public void The_checksum_is_Castagnolis()
    {
        Assert.Equal(0xE3069283, Crc32C.Of("123456789"u8));
        Assert.Equal(0x8A9136AAu, Crc32C.Of(new byte[32]));
    }

    [Fact]
    public void A_frame_is_length_payload_checksum()
    {
        var frame = Frame([1, 2, 3]);
        Assert.Equal("03000000010203", Convert.ToHexStringLower(frame[..7]));
        Assert.Equal(Crc32C.Of(frame.AsSpan(0, 7)), BitConverter.ToUInt32(frame.AsSpan(7)));
    }

    [Fact]
    public void Frames_survive_any_cut()
    {
        var random = new Random(7);
        List<byte[]> payloads = [];
        for (var i = 0; i < 200; i++)
        {
            var payload = new byte[random.Next(1, i % 50 == 0 ? 200_000 : 300)];
            random.NextBytes(payload);
            payloads.Add(payload);
        }

        byte[] stream = [.. payloads.SelectMany(Frame)];
        var reader = new FrameReader(1 << 20);
        List<byte[]> read = [];
        for (var sent = 0; sent < stream.Length;)
        {
            var free = reader.FreeSpace();
            var count = Math.Min(Math.Min(free.Length, stream.Length - sent), random.Next(1, 5000));
            stream.AsMemory(sent, count).CopyTo(free);
            reader.Advance(count);
            sent += count;
            if (random.Next(2) == 0)
            {
                while (reader.TryRead(out var payload))
                {
                    read.Add(payload.ToArray());
                }
            }
            else
            {
                var frames = reader.TakeFrames();
                while (!frames.IsEmpty)
                {
                    read.Add(FrameReader.NextOf(ref frames).ToArray());
                }
            }
        }

        while (reader.TryRead(out var payload))
        {
            read.Add(payload.ToArray());
        }

        Assert.Equal(payloads, read);
    }

    [Fact]
    public void Every_flipped_bit_is_noticed()
    {
        var frame = Frame([16, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        for (var bit = 0; bit < frame.Length * 8; bit++)
        {
            var damaged = (byte[])frame.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            var reader = With(damaged, 1 << 20);
            try
            {
                // A length that grew waits for bytes that never come; nothing is handed out.
                Assert.False(reader.TryRead(out _));
            }
            catch (WireFormatException)
            {
                // Noticed at once.
            }
        }
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(1025u)]
    [InlineData(uint.MaxValue)]
    public void A_length_out_of_bounds_is_refused_before_memory_is_taken(uint length)
    {
        var reader = With(BitConverter.GetBytes(length), 1024);
        Assert.Throws<WireFormatException>(() => reader.TryRead(out _));
        Assert.InRange(reader.Capacity, 0, 4096);
    }

    [Fact]
    public void Memory_follows_what_arrived_and_not_what_a_length_claims()
    {
        var reader = With([.. BitConverter.GetBytes(8 << 20), 1, 2, 3], 16 << 20);
        Assert.False(reader.TryRead(out _));
        Assert.True(reader.FreeSpace().Length > 0);
        Assert.InRange(reader.Capacity, 0, 64 << 10);
    }

    [Fact]
    public void A_large_frame_does_not_leave_its_buffer_behind()
    {
        var reader = With(Frame(new byte[4 << 20]), 16 << 20);
        Assert.True(reader.TryRead(out _));
        reader.FreeSpace();
        Assert.InRange(reader.Capacity, 0, 256 << 10);
    }

    [Fact]
    public void Good_frames_before_a_bad_one_are_handed_out_first()
    {
        var bad = Frame([2]);
        bad[^1] ^= 1;
        var reader = With([.. Frame([1]), .. bad], 1024);
        var frames = reader.TakeFrames();
        Assert.Equal([1], FrameReader.NextOf(ref frames).ToArray());
        Assert.True(frames.IsEmpty);
        Assert.Throws<WireFormatException>(() => reader.TakeFrames());
    }

    [Fact]
    public void Random_bytes_never_pass()
    {
        var random = new Random(3);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = new byte[random.Next(1, 200)];
            random.NextBytes(bytes);
            bytes[1..].AsSpan(0, Math.Min(3, bytes.Length - 1)).Clear();
            try
            {
                Assert.False(With(bytes, 256).TryRead(out _));
            }
            catch (WireFormatException)
            {
                // Refused.
            }
        }
    }

    private static byte[] Frame(byte[] payload)
    {
        var writer = new FrameWriter();
        writer.Write(payload, static (w, p) => w.WriteRaw(p));
        return writer.WrittenMemory.ToArray();
    }

    private static FrameReader With(byte[] bytes, int maxPayload)
    {
        var reader = new FrameReader(maxPayload);
        for (var given = 0; given < bytes.Length;)
        {
            var free = reader.FreeSpace();
            var count = Math.Min(free.Length, bytes.Length - given);
            bytes.AsMemory(given, count).CopyTo(free);
            reader.Advance(count);
            given += count;
        }

        return reader;
    }
}
