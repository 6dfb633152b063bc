namespace PaxosGen.Generators.Tests;

/// <summary>What is generated, for people to read in reviews.</summary>
public sealed class SnapshotTests
{
    [Theory]
    [InlineData("Demo.Bank.g.cs")]
    [InlineData("Demo.Bank-Codecs.g.cs")]
    [InlineData("Demo.BankClient.g.cs")]
    [InlineData("Demo.BankReplica.g.cs")]
    public async Task A_bank_generates_this(string hintName)
    {
        var compiled = Compiled.From(Sources.Bank);
        Assert.Empty(await compiled.DiagnosticsAsync());
        Verified.Equal(hintName[..^".g.cs".Length], compiled.Generated(hintName));
    }

    [Fact]
    public async Task Difficult_members_generate_this()
    {
        var compiled = Compiled.From(
            """
            using System;
            using System.Collections.Generic;
            using PaxosGen;

            public struct Box<T> where T : struct, IComparable<T>
            {
                private T _value;
                public Box(T value) => _value = value;
                public readonly T Value() => _value;
            }

            public class Base
            {
                private long _version;
                public long Next() => ++_version;
            }

            public partial class Outer
            {
                [ReplicatedStateMachine(Version = 2)]
                internal sealed partial class Machine : Base
                {
                    [Tag(7)] private readonly Dictionary<Guid, Entry> _entries = new();
                    [NotReplicated] private readonly List<string> _log = new();
                    public int Count { get; private set; }
                    private DayOfWeek? _day;

                    public static Machine Create() => new();

                    [Command(1)]
                    public void Put(Guid id, Box<int>? box, [Tag(9)] DayOfWeek @event, string? writer = null, int limit = 3)
                    {
                        _day = @event;
                        _log.Add(writer ?? "");
                        _entries[id] = new Entry { Box = box ?? default };
                        Count = limit;
                    }

                    private sealed class Entry
                    {
                        public Box<int> Box;
                    }
                }
            }
            """);
        Assert.Empty(await compiled.DiagnosticsAsync());
        Assert.Equal(["Outer+Machine.g.cs", "Outer+Machine-Codecs.g.cs", "Outer+MachineClient.g.cs", "Outer+MachineReplica.g.cs"], compiled.HintNames());
        Verified.Equal("Difficult", compiled.Generated("Outer+Machine.g.cs") + "\n" + compiled.Generated("Outer+Machine-Codecs.g.cs"));
    }
}
