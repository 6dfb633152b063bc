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
}
