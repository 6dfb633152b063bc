using System.Diagnostics;
using System.Globalization;
using PaxosGen.Tests.Machines;
using Xunit.Abstractions;

namespace PaxosGen.Tests;

/// <summary>
/// Random and mutated bytes through all codecs, at the boundary where they arrive: a value, whose bytes are these, or a
/// WireFormatException, in memory that is a small multiple of their length. <c>./dev fuzz 10000000</c> runs as many.
/// </summary>
public sealed class CodecFuzzTests(ITestOutputHelper output)
{
    // Of all three tests together; a seed other than the first gives other inputs.
    private static readonly int Inputs = WardrobeTests.Tests("PAXOSGEN_FUZZ", 60_000) / 3;
    private static readonly int Seed = WardrobeTests.Tests("PAXOSGEN_FUZZ_SEED", 7);

    [Fact]
    public async Task Commands_end_with_their_own_bytes_or_a_format_error()
    {
        var wardrobe = Replicated.New<Wardrobe>();
        var shapes = Replicated.New<Shapes>();
        var (local, other) = (new LocalClient(wardrobe), new LocalClient(shapes));
        await WardrobeClient.Create(local).EchoAsync(WardrobeTests.Full());
        await ShapesClient.Create(other).EchoScalarsAsync(ShapesTests.Most);
        await ShapesClient.Create(other).EchoCollectionsAsync(ShapesTests.Full());
        var accepted = 0;
        foreach (var (machine, sent, share) in new[] { ((IReplicatedStateMachine)wardrobe, local.Sent[0], 2), (shapes, other.Sent[0], 4), (shapes, other.Sent[1], 4) })
        {
            accepted += Run(Inputs / share, sent, bytes =>
            {
                var result = Replicated.Apply(machine, bytes);
                return bytes.AsSpan(0, 2).SequenceEqual(sent.AsSpan(0, 2)) ? result : null;
            });
        }

        Assert.True(accepted > Inputs / 100, $"Only {accepted} inputs were accepted: the test does not test much.");
    }

    [Fact]
    public void Snapshots_end_with_their_own_bytes_or_a_format_error()
    {
        var machine = Replicated.New<Wardrobe>();
        for (var i = 0; i < 20; i++)
        {
            machine.Add(i, 20 - i);
        }

        machine.Take(3);
        machine.Echo(WardrobeTests.Full());
        var accepted = Run(Inputs, Replicated.Save(machine), static bytes => Replicated.Save(Replicated.Load<Wardrobe>(bytes)));
        Assert.True(accepted > Inputs / 100, $"Only {accepted} inputs were accepted: the test does not test much.");
    }

    [Fact]
    public async Task Answers_end_with_a_value_or_a_format_error()
    {
        var local = new LocalClient(Replicated.New<Wardrobe>());
        await WardrobeClient.Create(local).EchoAsync(WardrobeTests.Full());
        var answer = Replicated.Apply(Replicated.New<Wardrobe>(), local.Sent[0]);
        var forged = new ForgedClient();
        var client = WardrobeClient.Create(forged);
        var accepted = Run(Inputs, answer, bytes =>
        {
            forged.Answer = bytes;
            var echoed = new LocalClient(Replicated.New<Wardrobe>());
            WardrobeClient.Create(echoed).EchoAsync(client.EchoAsync(new Garments()).AsTask().GetAwaiter().GetResult()).AsTask().GetAwaiter().GetResult();
            return Replicated.Apply(Replicated.New<Wardrobe>(), echoed.Sent[0]);
        });
        Assert.True(accepted > Inputs / 100, $"Only {accepted} inputs were accepted: the test does not test much.");
    }

    /// <summary>How many inputs were accepted.</summary>
    private int Run(int inputs, byte[] original, Func<byte[], byte[]?> decode)
    {
        var random = new ReplicatedRandom((ulong)Seed);
        var accepted = 0;
        var start = Process.GetCurrentProcess().TotalProcessorTime;
        for (var i = 0; i < inputs; i++)
        {
            var bytes = i % 8 == 0 ? Noise(original, random) : Mutator.Mutate(original, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                if (decode(bytes) is { } again)
                {
                    if (!bytes.AsSpan().SequenceEqual(again))
                    {
                        Assert.Fail($"{Replicated.Hex(bytes)} came back as {Replicated.Hex(again)}");
                    }

                    accepted++;
                }
            }
            catch (WireFormatException)
            {
            }
            catch (Exception error) when (error is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"{Replicated.Hex(bytes)} ended with {error}");
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated > (1 << 18) + (1024L * bytes.Length))
            {
                Assert.Fail($"{Replicated.Hex(bytes)} took {allocated} bytes");
            }
        }

        var seconds = (Process.GetCurrentProcess().TotalProcessorTime - start).TotalSeconds;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{inputs} inputs made from {original.Length} bytes, {accepted} accepted, {seconds:F1} CPU seconds"));
        return accepted;
    }

    /// <summary>The start of the original, then anything.</summary>
    private static byte[] Noise(byte[] original, ReplicatedRandom random)
    {
        var bytes = new byte[random.Next(1, 200)];
        var kept = Math.Min(random.Next(bytes.Length + 1), original.Length);
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = i < kept ? original[i] : (byte)random.Next(256);
        }

        return bytes;
    }

    /// <summary>A server that answers anything.</summary>
    private sealed class ForgedClient : IPaxosClient
    {
        public byte[] Answer { get; set; } = [];

        public int SchemaVersion => 1;

        public ValueTask<ReadOnlyMemory<byte>> CommandAsync(ReadOnlyMemory<byte> command, CancellationToken cancellationToken = default) => new(Answer);

        public ValueTask<ReadOnlyMemory<byte>> QueryAsync(ReadOnlyMemory<byte> query, ReadConsistency consistency, CancellationToken cancellationToken = default) => new(Answer);

        public IPaxosClient WithIdempotencyKey(Guid key) => this;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
