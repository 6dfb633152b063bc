namespace PaxosGen.Generators.Tests;

/// <summary>Sources that several tests use.</summary>
internal static class Sources
{
    public const string Bank =
        """
        using System;
        using System.Collections.Generic;
        using PaxosGen;

        namespace Demo;

        public sealed record Movement(string Account, bool Approved, decimal OldBalance, decimal NewBalance);

        /// <summary>Keeps balances.</summary>
        [ReplicatedStateMachine(Version = 1)]
        public sealed partial class Bank
        {
            private readonly SortedDictionary<string, decimal> _balances = new(StringComparer.Ordinal);

            /// <summary>Puts money into an account.</summary>
            /// <param name="account">Which one.</param>
            /// <param name="amount">How much.</param>
            [Command(1)]
            public Movement Deposit(string account, decimal amount)
            {
                var old = Balance(account);
                _balances[account] = old + amount;
                return new Movement(account, true, old, old + amount);
            }

            [Command(2)]
            public void Close(string account, CommandContext context)
            {
                _balances.Remove(account);
            }

            [Query(3, Consistency = ReadConsistency.Lease)]
            public decimal Balance(string account) => _balances.GetValueOrDefault(account);
        }
        """;

    /// <summary>A client that calls a state machine in this process, and a copy of one by way of its snapshot.</summary>
    public const string Loop =
        """
        public sealed class Loop : global::PaxosGen.IPaxosClient
        {
            private readonly global::PaxosGen.IReplicatedStateMachine _machine;
            public Loop(global::PaxosGen.IReplicatedStateMachine machine) => _machine = machine;
            public static T New<T>() where T : global::PaxosGen.IReplicatedStateMachine<T> => T.Create();
            public global::System.Threading.Tasks.ValueTask<global::System.ReadOnlyMemory<byte>> CommandAsync(global::System.ReadOnlyMemory<byte> command, global::System.Threading.CancellationToken cancellationToken = default)
            {
                var result = new global::PaxosGen.CanonicalWriter();
                _machine.Apply(command.Span, global::PaxosGen.CommandContext.For(1, default), result);
                return new(result.ToArray());
            }
            public global::System.Threading.Tasks.ValueTask<global::System.ReadOnlyMemory<byte>> QueryAsync(global::System.ReadOnlyMemory<byte> query, global::PaxosGen.ReadConsistency consistency, global::System.Threading.CancellationToken cancellationToken = default)
            {
                var result = new global::PaxosGen.CanonicalWriter();
                _machine.Query(query.Span, global::PaxosGen.CommandContext.For(1, default), result);
                return new(result.ToArray());
            }
            public static T Copy<T>(T machine) where T : global::PaxosGen.IReplicatedStateMachine<T>
            {
                var snapshot = new global::PaxosGen.CanonicalWriter();
                machine.Save(snapshot, 1);
                var copy = T.Create();
                copy.Load(snapshot.WrittenSpan);
                var again = new global::PaxosGen.CanonicalWriter();
                copy.Save(again, 1);
                return global::System.MemoryExtensions.SequenceEqual(snapshot.WrittenSpan, again.WrittenSpan) ? copy : throw new global::System.InvalidOperationException("The copy differs.");
            }
            public int SchemaVersion => 1;
            public global::PaxosGen.IPaxosClient WithIdempotencyKey(global::System.Guid key) => this;
            public global::System.Threading.Tasks.ValueTask DisposeAsync() => default;
        }
        """;
}
