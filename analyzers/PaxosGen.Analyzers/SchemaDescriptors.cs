using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Analyzers;

/// <summary>The diagnostics about the schema: what logs and snapshots contain.</summary>
internal static class SchemaDescriptors
{
    private const string Category = "PaxosGen.Schema";
    private const string Help = "https://github.com/paxosgen/paxosgen/blob/main/docs/diagnostics/";

    private static readonly DiagnosticDescriptor SchemaBroken = new(
        Problem.SchemaBroken,
        "A change that makes existing logs and snapshots unreadable",
        "'{0}' differs from PaxosGen.schema.txt: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Help + Problem.SchemaBroken + ".md");

    private static readonly DiagnosticDescriptor NotLocked = new(
        Problem.NotLocked,
        "Something new is not in the schema file yet",
        "'{0}' is not in PaxosGen.schema.txt yet: add it with the code fix, 'dotnet format analyzers' or 'dotnet build -t:PaxosGenLock'",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Help + Problem.NotLocked + ".md");

    private static readonly DiagnosticDescriptor Renamed = new(
        Problem.Renamed,
        "Something has a new name that is not in the schema file yet",
        "'{0}' is '{1}' in PaxosGen.schema.txt, with the same number: write the new name there, with the code fix or by hand",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Help + Problem.Renamed + ".md");

    private static readonly DiagnosticDescriptor UnreadableLock = new(
        Problem.UnreadableLock,
        "The schema file cannot be read",
        "Nothing is compared with PaxosGen.schema.txt until '{0}' can be read: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Help + Problem.UnreadableLock + ".md");

    private static readonly DiagnosticDescriptor MachineGone = new(
        Problem.MachineGone,
        "A state machine of the schema file is gone",
        "No state machine is called '{0}', as one in PaxosGen.schema.txt: if it has a new name, write that in the file, so that its tags stay; if it is gone for good, delete its lines",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Help + Problem.MachineGone + ".md",
        customTags: [WellKnownDiagnosticTags.CompilationEnd]);

    private static readonly DiagnosticDescriptor BadSince = new(
        Problem.BadSince,
        "A version that something cannot have appeared in",
        "'{0}' cannot have appeared in version {1}: {2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Help + Problem.BadSince + ".md");

    private static readonly DiagnosticDescriptor NoLock = new(
        Problem.NoLock,
        "No schema file guards the data of this state machine",
        "Nothing guards the ids and tags of '{0}' against changes that break its data: make PaxosGen.schema.txt with 'dotnet build -t:PaxosGenLock' before its first release",
        Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        helpLinkUri: Help + Problem.NoLock + ".md");

    public static readonly ImmutableArray<DiagnosticDescriptor> All = [SchemaBroken, NotLocked, Renamed, UnreadableLock, MachineGone, BadSince, NoLock];
}
