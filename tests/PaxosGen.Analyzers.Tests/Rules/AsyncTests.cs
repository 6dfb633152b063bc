namespace PaxosGen.Analyzers.Tests.Rules;

/// <summary>PXG1006. Code that waits, in reach of a handler and out of it.</summary>
public sealed class AsyncTests
{
    private static readonly RuleCase Case = new(
        "PXG1006",
        """
        using System;
        using System.Collections.Generic;
        using System.Threading.Tasks;
        using PaxosGen;
        namespace AsyncCases;

        [ReplicatedStateMachine]
        public partial class Bad
        {
            private long _n;

            [Command(1)]
            public void Start()
            {
                _ = RunAsync();
                _n = RunAsync().Result; // PXG1006
                _n = RunAsync().GetAwaiter().GetResult(); // PXG1006
                RunAsync().Wait(); // PXG1006
                Func<Task> later = async () => await LaterAsync(); // PXG1006
                later();
            }

            private async Task<int> RunAsync() // PXG1006
            {
                await LaterAsync(); // PXG1006
                await foreach (var item in ItemsAsync()) // PXG1006
                {
                    _n += item;
                }

                return 1;
            }

            private static Task LaterAsync() => Task.CompletedTask; // PXG1006

            private static async IAsyncEnumerable<int> ItemsAsync() // PXG1006
            {
                yield return await Task.FromResult(1); // PXG1006
            }
        }

        [ReplicatedStateMachine]
        public partial class Good
        {
            private long _n;

            [Command(1)]
            public long Start() => ++_n;

            [Query(2)]
            public long Count() => _n;

            public async Task<long> OnlyForHostsAsync()
            {
                await Task.Yield();
                return _n;
            }
        }
        """);

    [Fact]
    public Task Each_marked_line_is_reported_and_no_other() => Case.ExpectAsync();

    [Fact]
    public Task Nothing_is_said_of_good_code() => Case.ExpectCleanAsync();
}
