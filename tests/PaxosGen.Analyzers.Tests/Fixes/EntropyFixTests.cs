using PaxosGen.CodeFixes.Determinism;
using PaxosGen.Generators.Tests;

namespace PaxosGen.Analyzers.Tests.Fixes;

/// <summary>Random values come from the command, if what is asked for means the same there.</summary>
public sealed class EntropyFixTests
{
    [Fact]
    public Task Guids_and_numbers_come_from_the_context() => Fixed.Expect(
        new EntropyFix(),
        """
        using System;
        using System.Linq;
        using PaxosGen;
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private Guid _id;
            private long _number;
            [Command(1)] public void Set() { _id = Guid.NewGuid(); Roll(6); }
            [Command(2)] public void Again() => _id = /* kept */ Guid.CreateVersion7();
            private void Roll(int sides)
            {
                _number = Random.Shared.Next(sides) + new Random().NextInt64(10);
                var dice = new Random(); // Kept.
                Random other = new();
                _number += dice.Next(1, 7) + dice.Next(6) + (long)other.NextDouble();
                _id = Enumerable.Range(0, sides).Select(_ => Guid.NewGuid()).Max();
            }
        }
        """,
        """
        using System;
        using System.Linq;
        using PaxosGen;
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private Guid _id;
            private long _number;
            [Command(1)] public void Set(CommandContext context) { _id = context.NewGuid(); Roll(6, context); }
            [Command(2)] public void Again(CommandContext context) => _id = /* kept */ context.NewGuid();
            private void Roll(int sides, CommandContext context)
            {
                _number = context.Random.Next(sides) + context.Random.NextInt64(10);
                var dice = context.Random; // Kept.
                var other = context.Random;
                _number += dice.Next(1, 7) + dice.Next(6) + (long)other.NextDouble();
                _id = Enumerable.Range(0, sides).Select(_ => context.NewGuid()).Max();
            }
        }
        """);

    [Theory]
    [InlineData("Random.Shared.Next()")]
    [InlineData("Random.Shared.NextInt64(1, 2)")]
    [InlineData("(long)Random.Shared.NextSingle()")]
    [InlineData("Pick(Random.Shared)")]
    [InlineData("System.Security.Cryptography.RandomNumberGenerator.GetInt32(6)")]
    public Task What_the_replicated_generator_lacks_is_left_for_a_person(string value) => Fixed.ExpectNoOffer(
        new EntropyFix(),
        $$"""
        using System;
        using PaxosGen;
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private long _last;
            [Command(1)] public void Set(CommandContext context) => _last = {{value}};
            private static long Pick(Random random) => random.Next(6);
        }
        """);

    [Fact]
    public Task A_generator_that_a_field_keeps_is_left_for_a_person() => Fixed.ExpectNoOffer(
        new EntropyFix(),
        """
        using System;
        using PaxosGen;
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            [NotReplicated] private readonly Random _random = new();
            private long _last;
            [Command(1)] public void Set(CommandContext context) => _last = _random.Next(6);
            [Command(2)] public void Local(CommandContext context) { var random = new Random(); _last = random.Next(6) + random.Next(); }
        }
        """);
}
