using System.Globalization;
using PaxosGen.Generators.Model;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Generators.Schema;

/// <summary>
/// Gives parameters, members and state fields their tags, and everything the version that it appeared in. A tag belongs to
/// a name, and the schema file remembers it; a new name gets the next number that is free. What the file does not know at
/// all has its place in the declaration as its tag, unless there is a [Tag].
/// </summary>
internal sealed class Tagging(SchemaFile file, ReportDifference report)
{
    private bool _isBroken;

    /// <summary>The state machine with tags; what cannot be tagged is reported, and counts as an error of the class.</summary>
    public StateMachineModel Tag(StateMachineModel machine)
    {
        var section = file.Find($"{SchemaSection.Machine} {SchemaText.NameOf(machine)}");
        var state = Tagged(machine.State, section, SchemaEntry.State, SchemaKey.State, machine.Name);
        var handlers = machine.Handlers.Select(h => Tag(h, section)).ToList();
        var tagged = machine with
        {
            State = state,
            Handlers = handlers.ToEquatableArray(),
            Types = Tag(machine.Types),
            HasErrors = machine.HasErrors || _isBroken || (machine.NeedsLock && file.Sections.Count == 0),
        };
        if (tagged.HasErrors)
        {
            return tagged;
        }

        var sections = SchemaText.SectionsOf(tagged, file);
        return tagged with { Schema = new SchemaModel(SchemaText.Of(sections), SchemaText.Fingerprints(sections).ToEquatableArray()) };
    }

    /// <summary>Types with tags; those of tuples are their places, those of a union its cases' own.</summary>
    public EquatableArray<MessageModel> Tag(EquatableArray<MessageModel> types)
        => types.Select(t => t.IsStructural || t.Form == MessageForm.Union ? t : t with
        {
            Members = Tagged(t.Members, file.Find($"{SchemaSection.Type} {t.SchemaName}"), string.Empty, n => SchemaKey.Of(SchemaSection.Type, t.SchemaName, n), t.SchemaName),
        }).ToEquatableArray();

    private HandlerModel Tag(HandlerModel handler, SchemaSection? section)
    {
        var id = handler.Id.ToString(CultureInfo.InvariantCulture);
        var locked = section?.Entries.FirstOrDefault(e => e.IsHandler && e.Number == id && !e.IsRetired);
        var numbered = Number([.. handler.Parameters.Select(static p => (p.Name, p.Tag, p.Since))], section, id, n => SchemaKey.Parameter(handler.Id, n), handler.SchemaName);
        var parameters = handler.Parameters.Select((p, i) => p with { Tag = numbered[i].Tag, Since = numbered[i].Since }).ToList();
        foreach (var parameter in parameters.Where(static p => p.Since > 1 && p.Type is { IsRequired: true, Shape: Shape.Text or Shape.Reference } && p.Default.Length == 0))
        {
            Report(
                Problem.BadSince, SchemaKey.Parameter(handler.Id, parameter.Name), parameter.Name, parameter.Since.ToString(CultureInfo.InvariantCulture),
                "commands of earlier versions come without it; let it be null, or give it a default value");
        }

        return handler with { Parameters = parameters.ToEquatableArray(), Since = Since(handler.Since, locked) };
    }

    private EquatableArray<MemberModel> Tagged(EquatableArray<MemberModel> members, SchemaSection? section, string group, Func<string, string> keyOf, string owner)
    {
        var numbered = Number([.. members.Select(static m => (m.Name, m.Tag, m.Since))], section, group, keyOf, owner);
        return members.Select((m, i) => m with { Tag = numbered[i].Tag, Since = numbered[i].Since }).OrderBy(static m => m.Tag).ToEquatableArray();
    }

    private List<(int Tag, int Since)> Number(
        IReadOnlyList<(string Name, int Tag, int Since)> items, SchemaSection? section, string group, Func<string, string> keyOf, string owner)
    {
        var locked = section?.Entries.Where(e => e.Group == group).ToList() ?? [];
        var next = 1 + Math.Max(locked.Select(static e => int.TryParse(e.Number, out var n) ? n : 0).DefaultIfEmpty().Max(), items.Select(static i => i.Tag).DefaultIfEmpty().Max());
        var taken = new Dictionary<int, string>();
        var numbered = new List<(int, int)>();
        for (var i = 0; i < items.Count; i++)
        {
            var (name, tag, since) = items[i];
            var old = locked.FirstOrDefault(e => e.Name == name && !e.IsRetired && (tag == 0 || e.Number == tag.ToString(CultureInfo.InvariantCulture)));
            if (tag == 0)
            {
                tag = old is not null ? int.Parse(old.Number, CultureInfo.InvariantCulture) : locked.Count > 0 ? next++ : i + 1;
            }

            old ??= locked.FirstOrDefault(e => e.Number == tag.ToString(CultureInfo.InvariantCulture));
            if (taken.TryGetValue(tag, out var other))
            {
                Report(Problem.BadTag, keyOf(name), name, $"{owner} has the tag {tag.ToString(CultureInfo.InvariantCulture)} for {other} already; give one of them another with [Tag(n)]");
            }
            else
            {
                taken.Add(tag, name);
            }

            numbered.Add((tag, Since(since, old)));
        }

        return numbered;
    }

    private static int Since(int declared, SchemaEntry? locked) => declared > 0 ? declared : locked?.Since ?? 1;

    private void Report(string problem, string key, params string[] arguments)
    {
        _isBroken = true;
        report(problem, [key, SchemaKey.Machine], arguments);
    }
}
