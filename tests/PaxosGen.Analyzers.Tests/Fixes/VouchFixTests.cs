using PaxosGen.CodeFixes.Determinism;
using PaxosGen.Generators.Tests;

namespace PaxosGen.Analyzers.Tests.Fixes;

/// <summary>What cannot be verified is vouched for where it is declared, or in the list; what is of no use leaves the list.</summary>
public sealed class VouchFixTests
{
    private const string Unknown = """
        using System;
        using PaxosGen;
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            [NotReplicated] private readonly IRates _rates = null!;
            private decimal _total;
            [Command(1)] public void Add(decimal amount) => _total += _rates.Convert(amount);
        }
        public interface IRates
        {
            /// <summary>Kept.</summary>
            decimal Convert(decimal amount);
        }

        """;

    private const string External = """
        using System;
        using PaxosGen;
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private string _text = "";
            [Command(1)] public void Add() => _text = AppContext.TargetFrameworkName + System.Reflection.Metadata.AssemblyNameInfo.Parse("a").FullName;
        }

        """;

    [Fact]
    public Task The_user_s_own_members_get_the_attribute() => Fixed.Expect(
        new VouchFix(),
        Unknown,
        Unknown.Replace("    decimal Convert", "    [Deterministic(\"say here why it does the same on every replica\")] decimal Convert", StringComparison.Ordinal));

    [Fact]
    public Task Libraries_get_a_line_in_the_list() => Fixed.Expect(
        new VouchFix(),
        [External, Fixed.ListHead + "\nallow T:System.AppContext; kept"],
        [
            External,
            Fixed.ListHead + "\nallow T:System.AppContext; kept\n"
                + "vouch M:System.Reflection.Metadata.AssemblyNameInfo.Parse(System.ReadOnlySpan{System.Char},System.Reflection.Metadata.AssemblyNameParseOptions); say here why it does the same on every replica\n"
                + "vouch P:System.Reflection.Metadata.AssemblyNameInfo.FullName; say here why it does the same on every replica\n",
        ]);

    [Fact]
    public Task Without_a_list_libraries_cannot_be_vouched_for() => Fixed.ExpectNoOffer(new VouchFix(), External);

    [Fact]
    public void Nothing_is_vouched_for_without_looking() => Assert.Null(new VouchFix().GetFixAllProvider());
}
