using PaxosGen.Tests.Machines;

namespace PaxosGen.Tests;

/// <summary>Broken bytes end with a WireFormatException or are the canonical form of another value. Never anything else.</summary>
public sealed class FuzzTests
{
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
                var mutant = Mutator.Mutate(command, random);
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
            var mutant = Mutator.Mutate(snapshot, random);
            try
            {
                Assert.Equal(Replicated.Hex(mutant), Replicated.Hex(Replicated.Save(Replicated.Load<Shapes>(mutant))));
            }
            catch (WireFormatException)
            {
            }
        }
    }
}
