using System.Xml.Linq;
using PaxosGen.Testing.Diagrams;
using PaxosGen.Testing.Tracing;

namespace PaxosGen.Testing.Tests.Tracing;

public sealed class DiagramTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void A_diagram_shows_replicas_messages_losses_leaderships_crashes_and_the_failure()
    {
        const string Failure = "Replica 2 has <another> value & hash at slot 4.";
        var page = Page(Failure, out var trace);
        var document = XDocument.Parse(page);
        var texts = document.Descendants(Svg + "text").Select(t => string.Concat(t.Nodes().OfType<XText>().Select(n => n.Value))).ToList();
        Assert.Superset(new HashSet<string>(["clients", "replica 1", "replica 2", "replica 3"]), texts.ToHashSet());
        Assert.Contains("CRASHES", texts);
        Assert.Contains(texts, t => t.StartsWith("leads in 1.", StringComparison.Ordinal));
        Assert.Contains(texts, t => t.StartsWith("Accept 1.", StringComparison.Ordinal) && t.Contains("4=\"pear\"", StringComparison.Ordinal));
        Assert.Contains(texts, t => t.StartsWith("knows chosen 4", StringComparison.Ordinal));
        Assert.Contains(Failure, texts);
        Assert.Equal(Failure, document.Descendants().Single(e => (string?)e.Attribute("class") == "failure").Value);
        Assert.Contains(document.Descendants(Svg + "g"), g => ((string?)g.Attribute("class"))?.EndsWith(" IsLost", StringComparison.Ordinal) == true);
        foreach (var kind in new[] { "leads", "down" })
        {
            Assert.Contains(document.Descendants(Svg + "rect"), r => (string?)r.Attribute("class") == kind);
        }

        Assert.NotEmpty(trace.Events);
    }

    [Fact]
    public void A_diagram_needs_nothing_but_itself()
    {
        var page = Page("At slot 3.", out _);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_drawn_outside_of_the_page()
    {
        var document = XDocument.Parse(Page("Time is up.", out _));
        var diagram = document.Descendants(Svg + "svg").Single(s => (string?)s.Attribute("class") == "diagram");
        var (width, height) = ((double)diagram.Attribute("width")!, (double)diagram.Attribute("height")!);
        foreach (var line in diagram.Descendants(Svg + "line"))
        {
            Assert.InRange((double)line.Attribute("x1")!, 0, width);
            Assert.InRange((double)line.Attribute("x2")!, 0, width);
            Assert.InRange((double)line.Attribute("y1")!, 0, height);
            Assert.InRange((double)line.Attribute("y2")!, 0, height);
        }
    }

    [Fact]
    public void A_run_without_any_event_has_a_diagram_too() =>
        XDocument.Parse(SpaceTimeDiagram.Draw(FailureStory.Of([], ""), "Nothing", "nothing"));

    private static string Page(string failure, out Trace trace)
    {
        trace = RecordedPlay.Play(3);
        return SpaceTimeDiagram.Draw(FailureStory.Of(trace.Events, failure), "Seed 3", "./dev sim 3");
    }
}
