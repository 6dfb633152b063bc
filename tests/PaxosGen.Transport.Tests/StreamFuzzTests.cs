using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PaxosGen.Core;

namespace PaxosGen.Transport.Tests;

/// <summary>Whole conversations, broken where it hurts: what a listener reads of them is what was said, or is refused.</summary>
public sealed class StreamFuzzTests
{
    private const int MaxPayload = TransportLimits.HandshakeFrameBytes;

    // `./dev fuzz N SEED` makes more of them, others with each seed.
    private static readonly int Rounds = Number("PAXOSGEN_FUZZ", 20_000);
    private static readonly int Seed = Number("PAXOSGEN_FUZZ_SEED", 20261125);

    [Fact]
    public void A_conversation_is_read_as_it_was_or_refused_however_it_is_broken_and_cut()
    {
        var random = new Random(Seed);
        var (whole, refused) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var frames = Frames(random);
            var damage = random.Next(6);
            byte[] stream = [.. HandshakeCodec.Magic, .. frames.SelectMany(static f => f)];
            stream = Damage(stream, frames, damage, random);
            try
            {
                var said = Listen(stream, random);
                Assert.True(said <= frames.Count + 1);
                whole++;
            }
            catch (WireFormatException)
            {
                refused++;
            }
        }

        // Both happen often, or this tests nothing.
        Assert.InRange(whole, Rounds / 10, Rounds * 9L / 10);
        Assert.InRange(refused, Rounds / 10, Rounds * 9L / 10);
        Console.WriteLine($"{Rounds} conversations of seed {Seed}: {whole} read, {refused} refused");
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : otherwise;

    [Fact]
    public void Names_in_certificates_are_read_or_refused_whatever_they_are()
    {
        var random = new Random(7);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteCharacterString(UniversalTagNumber.IA5String, Pki.Client.ToString(), new Asn1Tag(TagClass.ContextSpecific, 6));
            writer.WriteCharacterString(UniversalTagNumber.IA5String, "host", new Asn1Tag(TagClass.ContextSpecific, 2));
        }

        var good = writer.Encode();
        var (known, nobody, refused) = (0, 0, 0);
        for (var round = 0; round < 1_000; round++)
        {
            var names = random.Next(8) == 0 ? good[..random.Next(good.Length)] : (byte[])good.Clone();
            for (var change = random.Next(4); change > 0 && names.Length > 0; change--)
            {
                names[random.Next(names.Length)] = (byte)random.Next(256);
            }

            var request = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509Extension("2.5.29.17", names, critical: false));
            using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
            try
            {
                _ = PaxosPrincipal.Of(certificate) is null ? nobody++ : known++;
            }
            catch (CryptographicException)
            {
                refused++;
            }
        }

        Assert.True(known > 50 && nobody > 5 && refused > 50, $"{known} known, {nobody} nobody, {refused} refused");
    }

    // A hello, and what a client or a peer says after it.
    private static List<byte[]> Frames(Random random)
    {
        var isPeer = random.Next(2) == 0;
        List<byte[]> frames = [Framed(Samples.Encode(isPeer ? Samples.PeerHello : Samples.ClientHello, HandshakeCodec.Write))];
        var (messages, requests) = (Samples.Messages.ToArray(), Samples.Requests.ToArray());
        for (var more = random.Next(4); more > 0; more--)
        {
            frames.Add(Framed(isPeer
                ? Samples.Encode(messages[random.Next(messages.Length)], PeerMessageCodec.Write)
                : Samples.Encode(requests[random.Next(requests.Length)], ClientRequestCodec.Write)));
        }

        return frames;
    }

    private static byte[] Damage(byte[] stream, List<byte[]> frames, int damage, Random random)
    {
        switch (damage)
        {
            case 0:
                return stream;
            case 1:
                stream[random.Next(stream.Length)] ^= (byte)(1 << random.Next(8));
                return stream;
            case 2:
                return stream[..random.Next(stream.Length)];
            case 3:
                // A length out of all proportion.
                BinaryPrimitives.WriteUInt32LittleEndian(stream.AsSpan(HandshakeCodec.Magic.Length), (uint)random.NextInt64(uint.MaxValue));
                return stream;
            case 4:
                // A frame with a right checksum and a wrong payload.
                var victim = random.Next(frames.Count);
                var payload = frames[victim][sizeof(uint)..^sizeof(uint)];
                payload[random.Next(payload.Length)] = (byte)random.Next(256);
                frames[victim] = Framed(payload);
                return [.. HandshakeCodec.Magic, .. frames.SelectMany(static f => f)];
            default:
                // A frame twice, or another's in its place: a second hello, a request from a peer.
                frames.Insert(random.Next(1, frames.Count + 1), frames[random.Next(frames.Count)]);
                return [.. HandshakeCodec.Magic, .. frames.SelectMany(static f => f)];
        }
    }

    // What a listener does with bytes as they come.
    private static int Listen(byte[] stream, Random random)
    {
        if (!HandshakeCodec.Magic.StartsWith(stream.AsSpan(0, Math.Min(stream.Length, HandshakeCodec.Magic.Length))))
        {
            throw new WireFormatException("A stranger.");
        }

        var reader = new FrameReader(MaxPayload);
        HandshakeHello? hello = null;
        var said = 0;
        for (var given = Math.Min(stream.Length, HandshakeCodec.Magic.Length); given < stream.Length;)
        {
            var space = reader.FreeSpace();
            var count = Math.Min(Math.Min(space.Length, random.Next(1, 200)), stream.Length - given);
            stream.AsSpan(given, count).CopyTo(space.Span);
            reader.Advance(count);
            given += count;
            Assert.InRange(reader.Capacity, 0, 64 << 10);
            while (reader.TryRead(out var payload))
            {
                said++;
                if (hello is null)
                {
                    hello = HandshakeCodec.ReadHello(payload.Span);
                }
                else if (hello.Kind == ConnectionKind.Client)
                {
                    ClientRequestCodec.Read(payload.ToArray());
                }
                else
                {
                    PeerMessageCodec.Read(payload.ToArray());
                }
            }
        }

        return said;
    }

    private static byte[] Framed(byte[] payload)
    {
        var frames = new FrameWriter();
        frames.Write(payload, static (writer, bytes) => writer.WriteRaw(bytes));
        return frames.WrittenMemory.ToArray();
    }
}
