using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using PaxosGen.Generators.Model;
using PaxosGen.Generators.Parsing;
using PaxosGen.Generators.Schema;

namespace PaxosGen.Analyzers;

/// <summary>Compares the state machines of one compilation with the schema file of its project.</summary>
internal sealed class SchemaCheck
{
    private const string LockingProperty = "build_property.PaxosGenLocking";

    private readonly AdditionalText? _text;
    private readonly SchemaFile? _file;
    private readonly bool _isLocking;
    private readonly ConcurrentDictionary<string, byte> _machines = new(StringComparer.Ordinal);

    public SchemaCheck(AnalyzerOptions options, CancellationToken cancellationToken)
    {
        _text = options.AdditionalFiles.FirstOrDefault(IsSchemaFile);
        _file = _text is null ? null : SchemaFile.Parse(_text.GetText(cancellationToken)?.ToString() ?? string.Empty);
        _isLocking = options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue(LockingProperty, out var value) && value == "true";
    }

    /// <summary>There is a schema file, unreadable or with something in it: an empty one knows no tags.</summary>
    public bool HasFile => _file is { Fault: not null } or { Sections.Count: > 0 };

    public static bool IsSchemaFile(AdditionalText text) => Path.GetFileName(text.Path) == SchemaFile.Name;

    /// <summary>Reports a line of the schema file that cannot be read.</summary>
    public static void CheckFile(AdditionalFileAnalysisContext context)
    {
        if (IsSchemaFile(context.AdditionalFile) && context.AdditionalFile.GetText(context.CancellationToken) is { } text
            && SchemaFile.Parse(text.ToString()).Fault is { } fault)
        {
            var line = text.Lines[Math.Min(fault.Line, text.Lines.Count - 1)];
            context.ReportDiagnostic(Descriptors.Create(Problem.UnreadableLock, Location.Create(context.AdditionalFile.Path, line.Span, text.Lines.GetLinePositionSpan(line.Span)), fault.Text, fault.Why));
        }
    }

    /// <summary>Gives a state machine its tags and compares it with the file.</summary>
    public void Check(StateMachineModel machine, ParseContext parse, Action<Diagnostic> report)
    {
        void Report(string problem, string[] keys, params string[] arguments)
        {
            var location = keys.Select(k => parse.Locations.TryGetValue(k, out var at) ? at : null).FirstOrDefault(static l => l is not null);
            report(Descriptors.Create(problem, location, arguments));
        }

        _machines.TryAdd(SchemaText.NameOf(machine), 0);
        if (_file is { Fault: not null } || (!HasFile && machine.NeedsLock))
        {
            return;
        }

        var tagged = new Tagging(_file ?? SchemaFile.Empty, Report).Tag(machine);
        if (_file is null)
        {
            if (!_isLocking)
            {
                Report(Problem.NoLock, [SchemaKey.Machine], machine.Name);
            }
        }
        else if (!tagged.HasErrors)
        {
            new SchemaComparison((problem, keys, arguments) =>
            {
                // What is only missing in the file is about to be written to it.
                if (!_isLocking || problem is not (Problem.NotLocked or Problem.Renamed))
                {
                    Report(problem, keys, arguments);
                }
            }).Compare(_file, tagged);
        }
    }

    /// <summary>Reports state machines of the file that the compilation does not have.</summary>
    public void CheckMachines(CompilationAnalysisContext context)
    {
        if (_file is not { Fault: null } || _text?.GetText(context.CancellationToken) is not { } text)
        {
            return;
        }

        foreach (var section in _file.Sections.Where(s => s.Kind == SchemaSection.Machine && !_machines.ContainsKey(s.Name)))
        {
            var line = text.Lines.First(l => l.ToString().TrimEnd() == section.Key);
            context.ReportDiagnostic(Descriptors.Create(Problem.MachineGone, Location.Create(_text.Path, line.Span, text.Lines.GetLinePositionSpan(line.Span)), section.Name));
        }
    }
}
