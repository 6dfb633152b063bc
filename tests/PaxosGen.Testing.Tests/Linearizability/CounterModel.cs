using System.Globalization;

namespace PaxosGen.Testing.Tests.Linearizability;

/// <summary>Counters with names, in words: <c>add a 2</c> is answered with the sum, <c>bump a</c> with <c>ok</c>, <c>get a</c> with the count, <c>all</c> with the sum of the counters.</summary>
internal sealed class CounterModel : SequentialModel<CounterModel.Counts, string, string>
{
    /// <summary>The counts of a and b.</summary>
    internal readonly record struct Counts(int A, int B);

    public override Counts Initial => default;

    public override (Counts State, string Result) Apply(Counts state, string call)
    {
        switch (call.Split(' '))
        {
            case ["add", var name, var amount]:
                var sum = Add(state, name, int.Parse(amount, CultureInfo.InvariantCulture));
                return (sum, Text(Of(sum, name)));
            case ["bump", var name]:
                return (Add(state, name, 1), "ok");
            case ["get", var name]:
                return (state, Text(Of(state, name)));
            case ["all"]:
                return (state, Text(state.A + state.B));
            default:
                throw new ArgumentException($"A counter has no such call: {call}.", nameof(call));
        }
    }

    public override IReadOnlyCollection<string>? Keys(string call) => call == "all" ? null : [call.Split(' ')[1]];

    private static Counts Add(Counts counts, string name, int amount) => name == "a" ? counts with { A = counts.A + amount } : counts with { B = counts.B + amount };

    private static int Of(Counts counts, string name) => name == "a" ? counts.A : counts.B;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
