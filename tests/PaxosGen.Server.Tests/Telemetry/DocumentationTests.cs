using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using PaxosGen.Server.Telemetry;

namespace PaxosGen.Server.Tests.Telemetry;

/// <summary>docs/observability.md lists every event and every instrument, and nothing else.</summary>
public sealed class DocumentationTests
{
    private static readonly string[] Rows = [.. File.ReadLines(PathOfDocument()).Where(line => line.StartsWith("| ", StringComparison.Ordinal))];

    private static readonly (MethodInfo Method, LoggerMessageAttribute Event)[] Events =
    [
        .. typeof(ElectionLog).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(method => (method, method.GetCustomAttribute<LoggerMessageAttribute>()!))
            .Where(e => e.Item2 is not null)
            .OrderBy(e => e.Item2.EventId),
    ];

    [Fact]
    public void Event_ids_are_unique_and_in_the_range_of_their_area()
    {
        Assert.True(Events.Length > 25);
        Assert.Empty(Events.GroupBy(e => e.Event.EventId).Where(group => group.Count() > 1).Select(group => group.Key));
        Assert.All(Events, e => Assert.Equal(
            e.Event.EventId / 100,
            e.Method.DeclaringType!.Name switch
            {
                nameof(ElectionLog) => 1,
                nameof(SnapshotLog) => 2,
                nameof(PeerLog) => 3,
                nameof(ClientLog) => 4,
                nameof(DiskLog) => 5,
                nameof(LifecycleLog) => 6,
                var other => throw new InvalidOperationException($"Give {other} a range."),
            }));
    }

    [Fact]
    public void The_table_lists_every_event_with_its_id_name_and_level()
    {
        var expected = Events.Select(e => (
            Id: e.Event.EventId.ToString(System.Globalization.CultureInfo.InvariantCulture), e.Method.Name,
            Level: e.Method.GetParameters().Any(p => p.ParameterType == typeof(LogLevel)) ? "Warning" : e.Event.Level.ToString()));
        var listed = Rows.Select(Cells).Where(cells => int.TryParse(cells[0], out _)).Select(cells => (Id: cells[0], Name: cells[1], Level: cells[2].Split(' ')[0]));
        Assert.Equal(expected, listed);
    }

    [Fact]
    public void The_table_lists_every_instrument_with_its_unit()
    {
        RuntimeHelpers.RunClassConstructor(typeof(ReplicaGauges).TypeHandle);
        var expected = new SortedSet<string>(StringComparer.Ordinal);
        using (var listener = new MeterListener())
        {
            listener.InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == "PaxosGen")
                {
                    Assert.False(string.IsNullOrEmpty(instrument.Description), instrument.Name);
                    expected.Add($"{instrument.Name} {instrument.Unit}");
                }
            };
            listener.Start();
        }

        var listed = Rows.Select(Cells).Where(cells => cells[0].StartsWith("`paxosgen.", StringComparison.Ordinal) && cells.Length == 4)
            .Select(cells => $"{cells[0].Trim('`')} {cells[1].Trim('`')}").Order(StringComparer.Ordinal);
        Assert.Equal(expected, listed);
    }

    private static string[] Cells(string row) => [.. row.Trim('|', ' ').Split('|').Select(cell => cell.Trim())];

    private static string PathOfDocument()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "PaxosGen.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("No PaxosGen.sln above the tests.");
        }

        return Path.Combine(folder.FullName, "docs", "observability.md");
    }
}
