using System.Globalization;

namespace PaxosGen.Testing.Tests.Linearizability;

/// <summary>A register of one number, in words: <c>write 1</c> is answered with <c>ok</c>, <c>read</c> with the number, <c>cas 1 2</c> with <c>ok</c> or <c>no</c>.</summary>
internal sealed class RegisterModel : SequentialModel<int, string, string>
{
    public override int Initial => 0;

    public override (int State, string Result) Apply(int state, string call) => call.Split(' ') switch
    {
        ["read"] => (state, Text(state)),
        ["write", var value] => (Number(value), "ok"),
        ["cas", var old, var value] => Number(old) == state ? (Number(value), "ok") : (state, "no"),
        _ => throw new ArgumentException($"A register has no such call: {call}.", nameof(call)),
    };

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
