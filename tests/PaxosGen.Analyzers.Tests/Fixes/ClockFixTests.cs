using PaxosGen.CodeFixes.Determinism;
using PaxosGen.Generators.Tests;

namespace PaxosGen.Analyzers.Tests.Fixes;

/// <summary>Each clock becomes the log's time in the type that was used.</summary>
public sealed class ClockFixTests
{
    private static string Machine(string type, string value, string context = "")
        => $$"""
        using System;
        using PaxosGen;
        using Clock = System.DateTime;
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private {{type}} _last;
            [Command(1)] public void Set({{context}}) => _last = {{value}};
        }
        """;

    [Theory]
    [InlineData("DateTime", "DateTime.UtcNow", "context.Timestamp.UtcDateTime")]
    [InlineData("DateTime", "System.DateTime.UtcNow.AddDays(1)", "context.Timestamp.UtcDateTime.AddDays(1)")]
    [InlineData("DateTime", "Clock.UtcNow", "context.Timestamp.UtcDateTime")]
    [InlineData("long", "DateTime.UtcNow.Ticks", "context.Timestamp.UtcDateTime.Ticks")]
    [InlineData("DateTimeOffset", "DateTime.UtcNow", "context.Timestamp.UtcDateTime")]
    [InlineData("DateOnly", "DateOnly.FromDateTime(DateTime.UtcNow)", "DateOnly.FromDateTime(context.Timestamp.UtcDateTime)")]
    [InlineData("string", "$\"at {DateTime.UtcNow:O}\"", "$\"at {context.Timestamp.UtcDateTime:O}\"")]
    public Task Clocks(string type, string before, string after) => Fixed.Expect(new ClockFix(), Machine(type, before), Machine(type, after, "CommandContext context"));
}
