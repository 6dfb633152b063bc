using System.Globalization;
using System.Net;
using System.Text;
using PaxosGen.Core;
using PaxosGen.Testing.Tracing;

namespace PaxosGen.Testing.Diagrams;

/// <summary>
/// A story as a page that needs nothing but a browser: time goes down, clients and replicas are lines, messages are
/// arrows. Leaderships, crashes, faults, chosen slots and the failure are marked; what arrows and marks mean in full shows
/// when one points at them.
/// </summary>
public sealed class SpaceTimeDiagram
{
    private const double TimeWidth = 84;
    private const double ClientsWidth = 230;
    private const double ReplicaWidth = 290;
    private const double LineHeight = 13;

    private readonly FailureStory _story;
    private readonly Drawing _drawing;
    private readonly Timeline _timeline = new();
    private readonly Dictionary<(long At, int Column, bool IsRight), List<string>> _texts = [];
    private readonly List<Stretch> _stretches;
    private readonly List<Ballot> _ballots;
    private readonly StringBuilder _svg = new();

    private SpaceTimeDiagram(FailureStory story)
    {
        _story = story;
        _drawing = new Drawing(story);
        _stretches = Stretches.Of(story.All, story.End);
        _ballots = [.. _stretches.Where(s => s.Kind == StretchKind.Leads).Select(s => s.Ballot).Distinct().Order()];
    }

    /// <summary>Draws a story.</summary>
    /// <param name="story">What happened.</param>
    /// <param name="title">What run it is of, for example <c>Seed 17</c>.</param>
    /// <param name="replay">How to run it again.</param>
    /// <returns>An HTML page that is well-formed XML too.</returns>
    public static string Draw(FailureStory story, string title, string replay)
    {
        ArgumentNullException.ThrowIfNull(story);
        return new SpaceTimeDiagram(story).Page(title, replay);
    }

    private double Width => TimeWidth + ClientsWidth + (_drawing.Replicas.Count * ReplicaWidth);

    private string Page(string title, string replay)
    {
        var bottom = LayOut();
        DrawAll(bottom);
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head><meta charset=\"utf-8\" /><title>{Text(title)}</title><style>{DiagramStyle.Css}</style></head>\n<body>\n");
        page.Append(CultureInfo.InvariantCulture, $"<h1>{Text(title)}</h1>\n");
        page.Append(CultureInfo.InvariantCulture, $"<p class=\"{(_story.Failure.Length > 0 ? "failure" : "passed")}\">{Text(_story.Failure.Length > 0 ? _story.Failure : "Nothing failed.")}</p>\n");
        page.Append(CultureInfo.InvariantCulture, $"<p>{Text(_story.LeftOut)} Run it again: <code>{Text(replay)}</code></p>\n");
        page.Append(DiagramStyle.Legend);
        page.Append(CultureInfo.InvariantCulture, $"<div class=\"heads\" style=\"width:{Number(Width)}px\">{Heads()}</div>\n");
        page.Append(CultureInfo.InvariantCulture, $"<svg class=\"diagram\" xmlns=\"http://www.w3.org/2000/svg\" width=\"{Number(Width)}\" height=\"{Number(bottom + 60)}\">\n{DiagramStyle.Arrowheads}{_svg}</svg>\n");
        page.Append("<details><summary>The same as text</summary><pre>");
        page.AppendJoin('\n', _story.Events.Select(e => Text(Trace.Line(e))));
        return page.Append("</pre></details>\n</body>\n</html>\n").ToString();
    }

    /// <summary>Gives each time the room that the most crowded column needs.</summary>
    private double LayOut()
    {
        foreach (var arrow in _drawing.Arrows)
        {
            _timeline.Need(arrow.SentAt, 0);
            _timeline.Need(arrow.EndsAt, 0);
            if (arrow.Label.Length > 0)
            {
                Place(arrow.SentAt, arrow.From, arrow.To > arrow.From, arrow.Label);
            }
        }

        foreach (var mark in _drawing.Marks)
        {
            Place(mark.At, mark.Column, true, mark.Text);
        }

        foreach (var ((at, _, _), texts) in _texts)
        {
            _timeline.Need(at, texts.Count);
        }

        return _timeline.LayOut(top: 40) + 20;
    }

    private void Place(long at, int column, bool isRight, string text)
    {
        var key = (at, column, isRight);
        if (!_texts.TryGetValue(key, out var texts))
        {
            _texts[key] = texts = [];
        }

        if (!texts.Contains(text))
        {
            texts.Add(text);
        }
    }

    private int LineOf(long at, int column, bool isRight, string text) => _texts[(at, column, isRight)].IndexOf(text);

    private void DrawAll(double bottom)
    {
        DrawTimes();
        DrawLines(bottom);
        foreach (var stretch in _stretches)
        {
            DrawStretch(stretch);
        }

        foreach (var arrow in _drawing.Arrows)
        {
            DrawArrow(arrow);
        }

        foreach (var same in _drawing.Arrows.Where(a => a.Label.Length > 0).GroupBy(a => (a.SentAt, a.From, a.To > a.From, a.Label)))
        {
            var arrow = same.First();
            var isRight = arrow.To > arrow.From;
            var y = _timeline.Y(arrow.SentAt) + (LineHeight * LineOf(arrow.SentAt, arrow.From, isRight, arrow.Label));
            Label($"g-{arrow.Group} {(same.All(a => a.Fate == Fate.IsLost) ? "lost" : "")}", X(arrow.From) + (isRight ? 9 : -9), y - 2, arrow.Label, arrow.Title, isRight);
        }

        foreach (var mark in _drawing.Marks)
        {
            DrawMark(mark);
        }

        if (_story.Failure.Length > 0)
        {
            _svg.Append(CultureInfo.InvariantCulture, $"<g class=\"end\"><title>{Text(_story.Failure)}</title><line x1=\"0\" x2=\"{Number(Width)}\" y1=\"{Number(bottom)}\" y2=\"{Number(bottom)}\" /><text x=\"8\" y=\"{Number(bottom + 20)}\">{Text(Short(_story.Failure, (int)(Width / 8)))}</text></g>\n");
        }
    }

    private void DrawTimes()
    {
        var previousY = double.MinValue;
        var previousAt = long.MinValue;
        foreach (var (at, y) in _timeline.Rows)
        {
            if (previousAt != long.MinValue && at - previousAt >= 20_000_000)
            {
                _svg.Append(CultureInfo.InvariantCulture, $"<line class=\"gap\" x1=\"0\" x2=\"{Number(Width)}\" y1=\"{Number(y - 13)}\" y2=\"{Number(y - 13)}\" /><text class=\"gap\" x=\"4\" y=\"{Number(y - 15)}\">{(at - previousAt) / 1e6:F0} ms later</text>\n");
                previousY = double.MinValue;
            }

            if (y - previousY >= LineHeight)
            {
                _svg.Append(CultureInfo.InvariantCulture, $"<text class=\"time\" x=\"{Number(TimeWidth - 12)}\" y=\"{Number(y + 3)}\">{at / 1e6:F3}</text>\n");
                previousY = y;
            }

            previousAt = at;
        }
    }

    private void DrawLines(double bottom)
    {
        for (var column = 0; column <= _drawing.Replicas.Count; column++)
        {
            _svg.Append(CultureInfo.InvariantCulture, $"<line class=\"life\" x1=\"{Number(X(column))}\" x2=\"{Number(X(column))}\" y1=\"0\" y2=\"{Number(bottom)}\" />\n");
        }
    }

    private void DrawStretch(Stretch stretch)
    {
        var rows = _timeline.Rows;
        var column = _drawing.ColumnOf(stretch.Replica);
        if (column < 0 || rows.Count == 0 || stretch.Until < rows[0].At || stretch.From > rows[^1].At)
        {
            return;
        }

        var top = stretch.From <= rows[0].At ? 0 : _timeline.Y(stretch.From);
        var height = Math.Max(4, _timeline.Y(stretch.Until) - top);
        var (kind, colour, title) = stretch.Kind switch
        {
            StretchKind.Leads => ("leads", DiagramStyle.BallotColour(_ballots.IndexOf(stretch.Ballot)), $"replica {stretch.Replica} leads in {stretch.Ballot}"),
            StretchKind.IsDown => ("down", "#fff", $"replica {stretch.Replica} is down"),
            _ => ("frozen", "#bfe3ff", $"replica {stretch.Replica} is frozen"),
        };
        _svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{kind}\" x=\"{Number(X(column) - 6)}\" y=\"{Number(top)}\" width=\"12\" height=\"{Number(height)}\" fill=\"{colour}\"><title>{Text(title)}: {stretch.From / 1e6:F3} to {stretch.Until / 1e6:F3} ms</title></rect>\n");
        if (stretch.Kind == StretchKind.Leads && top == 0)
        {
            Label("g-lead", X(column) + 9, 12, $"leads in {stretch.Ballot}", title, isRight: true);
        }
    }

    private void DrawArrow(Arrow arrow)
    {
        var (x1, y1, x2, y2) = (X(arrow.From), _timeline.Y(arrow.SentAt), X(arrow.To), _timeline.Y(arrow.EndsAt));
        var isLostAtOnce = arrow.Fate == Fate.IsLost && arrow.EndsAt == arrow.SentAt;
        if (arrow.Fate is Fate.IsLost or Fate.IsUnderWay)
        {
            var part = isLostAtOnce ? 0.35 : 0.85;
            (x2, y2) = (x1 + ((x2 - x1) * part), isLostAtOnce ? y1 + 10 : y1 + ((y2 - y1) * part));
        }

        var end = arrow.Fate switch { Fate.IsLost => "url(#lost)", _ => $"url(#{arrow.Group})" };
        _svg.Append(CultureInfo.InvariantCulture, $"<g class=\"arrow g-{arrow.Group} {arrow.Fate}\"><title>{Text(arrow.Title)}</title><line x1=\"{Number(x1)}\" y1=\"{Number(y1)}\" x2=\"{Number(x2)}\" y2=\"{Number(y2)}\" marker-end=\"{end}\" /><line class=\"hit\" x1=\"{Number(x1)}\" y1=\"{Number(y1)}\" x2=\"{Number(x2)}\" y2=\"{Number(y2)}\" /></g>\n");
    }

    private void DrawMark(Mark mark)
    {
        var y = _timeline.Y(mark.At) + (LineHeight * LineOf(mark.At, mark.Column, true, mark.Text));
        var x = mark.Column < 0 ? TimeWidth : X(mark.Column);
        if (mark.Column < 0)
        {
            _svg.Append(CultureInfo.InvariantCulture, $"<line class=\"fault\" x1=\"{Number(TimeWidth)}\" x2=\"{Number(Width)}\" y1=\"{Number(y)}\" y2=\"{Number(y)}\" />\n");
        }

        _svg.Append(CultureInfo.InvariantCulture, $"<text class=\"symbol g-{mark.Group}\" x=\"{Number(x)}\" y=\"{Number(y + 4)}\">{mark.Symbol}<title>{Text(mark.Title)}</title></text>\n");
        Label($"g-{mark.Group}", x + 9, y + 4, mark.Text, mark.Title, isRight: true);
    }

    private void Label(string style, double x, double y, string text, string title, bool isRight) =>
        _svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label {style}\" x=\"{Number(x)}\" y=\"{Number(y)}\" text-anchor=\"{(isRight ? "start" : "end")}\">{Text(Short(text, 46))}<title>{Text(title)}</title></text>\n");

    private string Heads()
    {
        var heads = new StringBuilder();
        heads.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Number(Width)}\" height=\"26\"><text class=\"time\" x=\"{Number(TimeWidth - 12)}\" y=\"18\">ms</text><text x=\"{Number(X(0))}\" y=\"18\">clients</text>");
        for (var i = 0; i < _drawing.Replicas.Count; i++)
        {
            heads.Append(CultureInfo.InvariantCulture, $"<text x=\"{Number(X(i + 1))}\" y=\"18\">replica {_drawing.Replicas[i]}</text>");
        }

        return heads.Append("</svg>").ToString();
    }

    private static double X(int column) => column == 0 ? TimeWidth + 20 : TimeWidth + ClientsWidth + ((column - 1) * ReplicaWidth) + 40;

    private static string Short(string text, int longest) => text.Length <= longest ? text : $"{text.AsSpan(0, longest - 1)}…";

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(text.ReplaceLineEndings(" "));
}
