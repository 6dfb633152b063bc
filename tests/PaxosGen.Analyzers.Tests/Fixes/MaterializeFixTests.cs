using PaxosGen.CodeFixes.Determinism;
using PaxosGen.Generators.Tests;

namespace PaxosGen.Analyzers.Tests.Fixes;

/// <summary>Sequences are run before they leave, and what is the state machine's own stays with it.</summary>
public sealed class MaterializeFixTests
{
    [Fact]
    public Task Results_are_copies() => Fixed.Expect(
        new MaterializeFix(),
        """
        // A state machine.
        using System.Collections.Generic;
        using PaxosGen;
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private readonly List<string> _items = [];
            private int[] _numbers = [];
            [Command(1)] public void Add(string item, int[] numbers) { _items.Add(item); _numbers = [.. numbers]; }
            [Query(2)] public IReadOnlyList<string> All() => _items; // Kept.
            [Query(3)] public List<string> List(bool none) => none ? [] : _items;
            [Query(4)] public int[] Numbers()
            {
                return /* kept */ _numbers;
            }
            [Query(5)] public IEnumerable<string> Long() => System.Linq.Enumerable.Where(_items, i => i.Length > 3);
        }
        """,
        """
        // A state machine.
        using System.Collections.Generic;
        using System.Linq;
        using PaxosGen;
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private readonly List<string> _items = [];
            private int[] _numbers = [];
            [Command(1)] public void Add(string item, int[] numbers) { _items.Add(item); _numbers = [.. numbers]; }
            [Query(2)] public IReadOnlyList<string> All() => _items.ToList(); // Kept.
            [Query(3)] public List<string> List(bool none) => none ? [] : _items.ToList();
            [Query(4)] public int[] Numbers()
            {
                return /* kept */ _numbers.ToArray();
            }
            [Query(5)] public IEnumerable<string> Long() => System.Linq.Enumerable.Where(_items, i => i.Length > 3).ToArray();
        }
        """);

    [Fact]
    public Task Iterators_are_left_for_a_person() => Fixed.ExpectNoOffer(
        new MaterializeFix(),
        """
        using System.Collections.Generic;
        using PaxosGen;
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private readonly List<string> _items = [];
            [Command(1)] public void Add(string item) => _items.Add(item);
            [Query(2)] public IEnumerable<string> All() { foreach (var item in _items) { yield return item; } }
        }
        """);
}
