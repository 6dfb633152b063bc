namespace PaxosGen.Analyzers.Tests.Rules;

/// <summary>PXG1018. What ends by the clock.</summary>
public sealed class TimeOutTests
{
    private static readonly RuleCase Case = new(
        "PXG1018",
        """
        using System;
        using System.Text.RegularExpressions;
        using System.Threading;
        using System.Threading.Tasks;
        using PaxosGen;
        namespace TimeOutCases;

        [ReplicatedStateMachine]
        public partial class Bad
        {
            private long _n;
            private readonly object _gate = new();

            [Command(1)]
            public void Wait(string text)
            {
                _n = new Regex("a+", RegexOptions.None, TimeSpan.FromSeconds(1)).Count(text); // PXG1018
                _n = Regex.IsMatch(text, "a+", RegexOptions.None, TimeSpan.FromSeconds(1)) ? 1 : 0; // PXG1018
                _ = Regex.Replace(text, "a+", "b", RegexOptions.None, TimeSpan.FromMilliseconds(100)); // PXG1018
                using var source = new CancellationTokenSource(TimeSpan.FromSeconds(1)); // PXG1018
                source.CancelAfter(100); // PXG1018
                _n = source.Token.IsCancellationRequested ? 1 : 0; // PXG1018
                _n = Monitor.TryEnter(_gate, 100) ? 1 : 0; // PXG1018
                Thread.Sleep(10); // PXG1018
                _ = Task.Delay(10); // PXG1018
            }
        }

        [ReplicatedStateMachine]
        public partial class Good
        {
            private long _n;

            [Command(1)]
            public void Match(string text)
            {
                _n = new Regex("a+").Count(text);
                _n = Regex.IsMatch(text, "a+", RegexOptions.CultureInvariant) ? 1 : 0;
                _n = Regex.IsMatch(text, "a+", RegexOptions.NonBacktracking, Regex.InfiniteMatchTimeout) ? 1 : 0;
                _n += TimeSpan.FromSeconds(1).Ticks;
                using var source = new CancellationTokenSource();
                _n += Run(CancellationToken.None);
            }

            private static int Run(CancellationToken token) => token.CanBeCanceled ? 1 : 0;
        }
        """);

    [Fact]
    public Task Each_marked_line_is_reported_and_no_other() => Case.ExpectAsync();

    [Fact]
    public Task Nothing_is_said_of_good_code() => Case.ExpectCleanAsync();
}
