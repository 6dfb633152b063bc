namespace PaxosGen.Analyzers.Determinism.State;

/// <summary>
/// Where the objects that an expression gives may come from, as seen from inside one body: made here, static, its
/// receiver, its parameters. What receiver and parameters are is for callers to say: see <see cref="Contexts"/>.
/// </summary>
/// <param name="Direct">Where the object itself may come from: a set of bits.</param>
/// <param name="Deep">Where what can be reached through it may come from.</param>
internal readonly record struct Origin(ulong Direct, ulong Deep)
{
    public const ulong Own = 1;
    public const ulong Static = 2;
    public const ulong This = 4;
    public const ulong ThisDeep = 8;

    private const int FirstParameter = 4;
    private const int Parameters = (64 - FirstParameter) / 2;

    /// <summary>Values, and what is not known.</summary>
    public static Origin None => default;

    /// <summary>A new object.</summary>
    public static Origin New => new(Own, 0);

    public static Origin OfThis => new(This, ThisDeep);

    public static Origin OfStatic => new(Static, Static);

    public ulong All => Direct | Deep;

    /// <summary>What is got out of it: an element, a field.</summary>
    public Origin Inside => new(Deep, Deep);

    /// <summary>Another object with the same content.</summary>
    public Origin Copy => new(Own, Deep);

    public static Origin operator |(Origin a, Origin b) => new(a.Direct | b.Direct, a.Deep | b.Deep);

    /// <summary>The object given for a parameter; of one by reference, the object that the variable is in.</summary>
    public static ulong Parameter(int ordinal) => ordinal < Parameters ? 1UL << (FirstParameter + (2 * ordinal)) : 0;

    /// <summary>What can be reached through what is given for a parameter.</summary>
    public static ulong ParameterDeep(int ordinal) => ordinal < Parameters ? 2UL << (FirstParameter + (2 * ordinal)) : 0;

    public static Origin OfParameter(int ordinal) => new(Parameter(ordinal), ParameterDeep(ordinal));
}
