using Microsoft.CodeAnalysis;

namespace PaxosGen.Generators.Parsing;

/// <summary>What can be wrong with a state machine. The analyzer turns these into diagnostics; the generator only remembers that there were some.</summary>
internal static class Problem
{
    public const string NotPartial = "PXG0001";
    public const string NotAStateMachine = "PXG0002";
    public const string NoConstruction = "PXG0003";
    public const string BadId = "PXG0004";
    public const string RepeatedId = "PXG0005";
    public const string BadHandler = "PXG0006";
    public const string UnsupportedType = "PXG0007";
    public const string BadTag = "PXG0008";
    public const string TagNeeded = "PXG0009";
    public const string NameClash = "PXG0010";
    public const string CultureOrder = "PXG0011";
    public const string NotAccessible = "PXG0012";
    public const string BadVersion = "PXG0013";
    public const string CapturedParameter = "PXG0014";
    public const string HandlerOutside = "PXG0015";
    public const string LeftOut = "PXG0016";
    public const string BadUnion = "PXG0020";
    public const string BadCodec = "PXG0021";
    public const string BadReplicated = "PXG0022";
    public const string SchemaBroken = "PXG2001";
    public const string NotLocked = "PXG2002";
    public const string Renamed = "PXG2003";
    public const string UnreadableLock = "PXG2004";
    public const string MachineGone = "PXG2005";
    public const string BadSince = "PXG2006";
    public const string NoLock = "PXG2007";
}

/// <summary>Takes what the parser finds wrong.</summary>
/// <param name="id">One of <see cref="Problem"/>.</param>
/// <param name="location">On the user's line.</param>
/// <param name="arguments">For the message.</param>
internal delegate void Report(string id, Location? location, params string[] arguments);

/// <summary>What all parts of the parser share while one state machine is parsed.</summary>
/// <param name="compilation">The project.</param>
/// <param name="machine">The annotated class.</param>
/// <param name="hasLock">There is a schema file, or whoever asks does not know yet.</param>
/// <param name="report">Takes what is wrong.</param>
/// <param name="cancellationToken">Gives up.</param>
internal sealed class ParseContext(Compilation compilation, INamedTypeSymbol machine, bool hasLock, Report report, CancellationToken cancellationToken)
{
    public Compilation Compilation { get; } = compilation;

    public INamedTypeSymbol Machine { get; } = machine;

    public bool HasLock { get; } = hasLock;

    /// <summary>Where the generated code is: it can name what is accessible there.</summary>
    public ISymbol Within { get; init; } = machine;

    /// <summary>The generated class with the codecs, from anywhere; null for one that is nested in the state machine.</summary>
    public string? Scope { get; init; }

    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>The state machine's version.</summary>
    public int Version { get; set; } = 1;

    /// <summary>Where what the schema names is written.</summary>
    public Dictionary<string, Location> Locations { get; } = new(StringComparer.Ordinal);

    /// <summary>Something is wrong, whether we report it or the compiler does.</summary>
    public bool HasErrors { get; private set; }

    public void Report(string id, Location? location, params string[] arguments)
    {
        HasErrors = true;
        report(id, location, arguments);
    }

    /// <summary>Remembers where something that the schema names is written.</summary>
    public void Locate(string key, Location? location)
    {
        if (location is not null && !Locations.ContainsKey(key))
        {
            Locations.Add(key, location);
        }
    }

    /// <summary>Generated code uses something obsolete, which only code that is obsolete itself may.</summary>
    public bool UsesObsolete { get; private set; }

    public void Uses(ISymbol symbol) => UsesObsolete |= Obsolescence.Touches(symbol);

    /// <summary>The compiler has an error here already.</summary>
    public void MarkBroken() => HasErrors = true;
}
