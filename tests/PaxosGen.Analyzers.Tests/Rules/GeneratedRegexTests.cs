namespace PaxosGen.Analyzers.Tests.Rules;

/// <summary>PXG1018. Time-outs of generated patterns stand in their attributes.</summary>
public sealed class GeneratedRegexTests
{
    private const string Source =
        """
        using System.Text.RegularExpressions;
        using PaxosGen;
        namespace Generated;

        [ReplicatedStateMachine]
        public partial class Bad
        {
            private long _n;

            [Command(1)]
            public void Match(string text)
            {
                _n = Timed().Count(text); // PXG1018
                _n = Plain().Count(text);
                _n = Endless().Count(text);
            }

            [GeneratedRegex("a+", RegexOptions.None, 100)]
            private static partial Regex Timed();

            [GeneratedRegex("a+")]
            private static partial Regex Plain();

            [GeneratedRegex("a+", RegexOptions.None, -1)]
            private static partial Regex Endless();

            private static partial Regex Timed() => new("a+");

            private static partial Regex Plain() => new("a+");

            private static partial Regex Endless() => new("a+");
        }
        """;

    [Fact]
    public Task Those_with_a_time_out_are_reported_where_they_are_used() => Analyzed.ExpectAsync(Source);
}
