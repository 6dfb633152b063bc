using PaxosGen.Tests.Machines;

namespace PaxosGen.Tests;

/// <summary>Broken bytes end with a WireFormatException or are the canonical form of another value. Never anything else.</summary>
public sealed class FuzzTests
{
    private static readonly byte[] Interesting = [0x00, 0x01, 0x7F, 0x80, 0xFF];

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    public async Task Mutated_commands_are_refused_or_canonical(ulong seed)
    {
        var machine = Replicated.New<Shapes>();
        var local = new LocalClient(machine);
        var client = ShapesClient.Create(local);
        await client.EchoScalarsAsync(ShapesTests.Most);
        await client.EchoScalarsAsync(ShapesTests.Least);
        await client.EchoCollectionsAsync(ShapesTests.Full());
        await client.EchoPointsAsync(new Point(1, 2), new Point(0, 0));
        await client.EchoGenericAsync(new Pair<Money, Box<int>>(new Money(1m, "x"), new Box<int> { Value = 1 }));
        await client.EchoNodeAsync(new Node { Value = 1, Next = new Node() });
        var random = new ReplicatedRandom(seed);
        var accepted = 0;
        foreach (var command in local.Sent)
        {
            for (var i = 0; i < 5_000; i++)
            {
                var mutant = Mutate(command, random);
                try
                {
                    // Echoing commands: what is accepted comes back as the same message.
                    var result = Replicated.Apply(machine, mutant);
                    if (mutant.AsSpan(0, 3).SequenceEqual(command.AsSpan(0, 3)) && (command[1] is 1 or 2 or 4 or 6))
                    {
                        Assert.Equal(Replicated.Hex(mutant), Replicated.Hex(result));
                        accepted++;
                    }
                }
                catch (WireFormatException)
                {
                }
            }
        }

        Assert.True(accepted > 100, $"Only {accepted} mutants were accepted: the test does not test much.");
    }

    [Fact]
    public void Mutated_snapshots_are_refused_or_canonical()
    {
        var machine = Replicated.New<Shapes>();
        machine.EchoScalars(ShapesTests.Most);
        machine.EchoCollections(ShapesTests.Full());
        machine.Put("a", 1);
        machine.Put("b", 2);
        var snapshot = Replicated.Save(machine);
        var random = new ReplicatedRandom(3);
        for (var i = 0; i < 30_000; i++)
        {
            var mutant = Mutate(snapshot, random);
            try
            {
                Assert.Equal(Replicated.Hex(mutant), Replicated.Hex(Replicated.Save(Replicated.Load<Shapes>(mutant))));
            }
            catch (WireFormatException)
            {
            }
        }
    }

    private static byte[] Mutate(byte[] original, ReplicatedRandom random)
    {
        var bytes = original.ToList();
        for (var changes = 1 + random.Next(2); changes > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = Interesting[random.Next(Interesting.Length)];
                    break;
                case 2:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(1 + random.Next(8), bytes.Count - at));
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(1 + random.Next(8), bytes.Count - at)));
                    break;
                default:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
            }

            if (bytes.Count == 0)
            {
                bytes.Add(1);
            }
        }

        return [.. bytes];
    }
}
