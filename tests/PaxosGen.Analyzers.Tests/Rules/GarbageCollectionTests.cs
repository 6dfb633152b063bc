namespace PaxosGen.Analyzers.Tests.Rules;

/// <summary>PXG1016. What the collector decides.</summary>
public sealed class GarbageCollectionTests
{
    private static readonly RuleCase Case = new(
        "PXG1016",
        """
        using System;
        using System.Collections.Generic;
        using System.Runtime.CompilerServices;
        using System.Runtime.InteropServices;
        using PaxosGen;
        namespace GarbageCollectionCases;

        public sealed class Handle(List<int> free, int id)
        {
            ~Handle() // PXG1016
            {
                free.Add(id);
            }
        }

        [ReplicatedStateMachine]
        public partial class Bad
        {
            private long _n;
            private readonly List<int> _free = [];

            [Command(1)]
            public void Read(object[] items)
            {
                _n = GC.GetTotalMemory(false); // PXG1016
                _n = GC.CollectionCount(0); // PXG1016
                GC.Collect(); // PXG1016
                var weak = new WeakReference<object>(items); // PXG1016
                _n = weak.TryGetTarget(out _) ? 1 : 0; // PXG1016
                _n = new WeakReference(items).IsAlive ? 1 : 0; // PXG1016
                var table = new ConditionalWeakTable<object, object>(); // PXG1016
                _ = new Handle(_free, 1);
            }
        }

        public sealed class Resource : IDisposable
        {
            public void Dispose() => GC.SuppressFinalize(this);

            ~Resource()
            {
            }
        }

        [ReplicatedStateMachine]
        public partial class Good
        {
            private long _n;

            [Command(1)]
            public void Use(int[] items)
            {
                using var resource = new Resource();
                _n = items.Length;
                GC.KeepAlive(resource);
            }
        }
        """);

    [Fact]
    public Task Each_marked_line_is_reported_and_no_other() => Case.ExpectAsync();

    [Fact]
    public Task Nothing_is_said_of_good_code() => Case.ExpectCleanAsync();
}
