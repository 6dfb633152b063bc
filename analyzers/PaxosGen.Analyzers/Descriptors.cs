using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Analyzers;

/// <summary>The diagnostics about the use of PaxosGen.</summary>
internal static class Descriptors
{
    private const string Category = "PaxosGen.Usage";
    private const string Help = "https://github.com/paxosgen/paxosgen/blob/main/docs/diagnostics/";

    private static readonly DiagnosticDescriptor NotPartial = new(
        Problem.NotPartial,
        "A state machine and the types around it must be partial",
        "Make '{0}' partial: PaxosGen adds the other part of the state machine '{1}'",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Help + Problem.NotPartial + ".md");

    private static readonly DiagnosticDescriptor NotAStateMachine = new(
        Problem.NotAStateMachine,
        "This class cannot be a state machine",
        "'{0}' cannot be a state machine: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Help + Problem.NotAStateMachine + ".md");

    private static readonly DiagnosticDescriptor NoConstruction = new(
        Problem.NoConstruction,
        "A replica must be able to create its state machine",
        "'{0}' {1}: add a constructor without parameters or a 'static {0} Create()'",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Help + Problem.NoConstruction + ".md");

    private static readonly DiagnosticDescriptor BadId = new(
        Problem.BadId,
        "A command or query needs an id from 1",
        "'{0}' needs an id from 1, which must never change once data exists: write {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Help + Problem.BadId + ".md");

    private static readonly DiagnosticDescriptor RepeatedId = new(
        Problem.RepeatedId,
        "Two commands or queries have the same id",
        "'{0}' has the id {1} of '{2}': give it {3}, which is free",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Help + Problem.RepeatedId + ".md");

    private static readonly DiagnosticDescriptor BadHandler = new(
        Problem.BadHandler,
        "This method cannot be a command or query",
        "'{0}' cannot be a command or query: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Help + Problem.BadHandler + ".md");

    private static readonly DiagnosticDescriptor UnsupportedType = new(
        Problem.UnsupportedType,
        "This type cannot be replicated",
        "The type '{1}' of '{0}' cannot be replicated: {2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Help + Problem.UnsupportedType + ".md");

    private static readonly DiagnosticDescriptor BadTag = new(
        Problem.BadTag,
        "A tag is out of range or repeated",
        "'{0}' has a bad tag: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Help + Problem.BadTag + ".md");

    private static readonly DiagnosticDescriptor TagNeeded = new(
        Problem.TagNeeded,
        "Fields in several files need tags",
        "Give '{0}' a [Tag(n)]: '{1}' has fields in several files, whose order is not fixed",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Help + Problem.TagNeeded + ".md");

    private static readonly DiagnosticDescriptor NameClash = new(
        Problem.NameClash,
        "A generated name is taken",
        "'{0}' clashes with generated code: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Help + Problem.NameClash + ".md");

    private static readonly DiagnosticDescriptor CultureOrder = new(
        Problem.CultureOrder,
        "Strings are ordered by culture",
        "'{0}' differs between replicas: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Help + Problem.CultureOrder + ".md");

    private static readonly DiagnosticDescriptor NotAccessible = new(
        Problem.NotAccessible,
        "Generated code cannot use this type",
        "The type '{1}' of '{0}' is not accessible enough: {2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Help + Problem.NotAccessible + ".md");

    private static readonly DiagnosticDescriptor BadVersion = new(
        Problem.BadVersion,
        "Schema versions count from 1",
        "The version of '{0}' is {1}: schema versions count from 1",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Help + Problem.BadVersion + ".md");

    private static readonly DiagnosticDescriptor CapturedParameter = new(
        Problem.CapturedParameter,
        "A captured constructor parameter is state that cannot be saved",
        "The members of '{1}' capture the parameter '{0}', which no snapshot can save: assign it to a field and use that",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Help + Problem.CapturedParameter + ".md");

    private static readonly DiagnosticDescriptor HandlerOutside = new(
        Problem.HandlerOutside,
        "A command or query outside of a state machine",
        "'{0}' has no effect as a command or query: {2}",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Help + Problem.HandlerOutside + ".md");

    private static readonly DiagnosticDescriptor LeftOut = new(
        Problem.LeftOut,
        "State is left out of snapshots",
        "'{0}' starts anew whenever a replica restores a snapshot: make sure that it never influences a result or other state, or remove [NotReplicated]",
        Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        helpLinkUri: Help + Problem.LeftOut + ".md");

    private static readonly DiagnosticDescriptor BadUnion = new(
        Problem.BadUnion,
        "The cases of a union are wrong",
        "'{0}' cannot be a union: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Help + Problem.BadUnion + ".md");

    private static readonly DiagnosticDescriptor BadCodec = new(
        Problem.BadCodec,
        "This codec does not fit",
        "The codec '{1}' does not fit '{0}': {2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Help + Problem.BadCodec + ".md");

    private static readonly DiagnosticDescriptor BadReplicated = new(
        Problem.BadReplicated,
        "This type cannot be marked [Replicated]",
        "'{0}' cannot be [Replicated]: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Help + Problem.BadReplicated + ".md");

    public static readonly ImmutableArray<DiagnosticDescriptor> All =
    [
        NotPartial, NotAStateMachine, NoConstruction, BadId, RepeatedId, BadHandler, UnsupportedType, BadTag, TagNeeded, NameClash,
        CultureOrder, NotAccessible, BadVersion, CapturedParameter, HandlerOutside, LeftOut, BadUnion, BadCodec, BadReplicated, .. SchemaDescriptors.All,
    ];

    private static readonly Dictionary<string, DiagnosticDescriptor> ById = All.ToDictionary(static d => d.Id);

    /// <summary>A diagnostic whose properties "0", "1", … are the message's arguments, so that code fixes need not find them out again.</summary>
    public static Diagnostic Create(string id, Location? location, params string[] arguments)
    {
        var properties = ImmutableDictionary.CreateBuilder<string, string?>();
        for (var i = 0; i < arguments.Length; i++)
        {
            properties.Add(i.ToString(CultureInfo.InvariantCulture), arguments[i]);
        }

        return Diagnostic.Create(ById[id], location, properties.ToImmutable(), arguments);
    }
}
