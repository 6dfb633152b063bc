using System.Globalization;
using System.Security;
using System.Text;

namespace PaxosGen.LoadTest.Reporting;

/// <summary>A line of a plot.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Color">Which of the plot's colours, from 0.</param>
/// <param name="IsDashed">Whether it is dashed.</param>
/// <param name="HasDots">Whether its points are told apart.</param>
/// <param name="Points">Its points, from left to right.</param>
internal sealed record PlotLine(string Name, int Color, bool IsDashed, bool HasDots, IReadOnlyList<(double X, double Y)> Points);

/// <summary>Lines over two axes as an SVG image, readable on light and dark pages.</summary>
/// <param name="title">What is shown.</param>
/// <param name="x">The horizontal axis.</param>
/// <param name="y">The vertical axis.</param>
internal sealed class SvgPlot(string title, PlotAxis x, PlotAxis y)
{
    private const int Width = 760;
    private const int Height = 420;
    private const int Left = 80;
    private const int Right = Width - 20;
    private const int Top = 70;
    private const int Bottom = Height - 56;
    private const int LegendWidth = 170;

    private const string Style = """
        <style>
          .page { fill: #ffffff } text { fill: #24292f; font: 12px sans-serif } .title { font-size: 15px; font-weight: bold }
          .grid { stroke: #d0d7de; stroke-width: 1 } .frame { stroke: #57606a; fill: none } .mark { stroke: #57606a; stroke-dasharray: 2 3 }
          .line { fill: none; stroke-width: 2 } .dash { stroke-dasharray: 6 4 }
          .c0 { stroke: #0969da } .c1 { stroke: #bc4c00 } .c2 { stroke: #1a7f37 }
          .f0 { fill: #0969da } .f1 { fill: #bc4c00 } .f2 { fill: #1a7f37 }
          @media (prefers-color-scheme: dark) {
            .page { fill: #0d1117 } text { fill: #e6edf3 } .grid { stroke: #30363d } .frame, .mark { stroke: #8b949e }
            .c0 { stroke: #58a6ff } .c1 { stroke: #f0883e } .c2 { stroke: #56d364 }
            .f0 { fill: #58a6ff } .f1 { fill: #f0883e } .f2 { fill: #56d364 }
          }
        </style>
        """;

    private readonly List<PlotLine> _lines = [];
    private readonly List<(double X, string Label)> _marks = [];

    /// <summary>Adds a line.</summary>
    public void Add(PlotLine line) => _lines.Add(line);

    /// <summary>Marks a place on the horizontal axis.</summary>
    public void Mark(double at, string label) => _marks.Add((at, label));

    /// <summary>The image.</summary>
    public override string ToString()
    {
        var svg = new StringBuilder();
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" role="img" aria-label="{SecurityElement.Escape(title)}">""");
        svg.AppendLine(Style);
        svg.AppendLine("""<rect class="page" width="100%" height="100%"/>""");
        Text(svg, Left, 22, title, "start", "title");
        var across = x.Fit(_lines.SelectMany(l => l.Points).Select(p => p.X));
        var up = y.Fit(_lines.SelectMany(l => l.Points).Select(p => p.Y));
        DrawAxes(svg, across, up);
        DrawMarks(svg, across);
        for (var i = 0; i < _lines.Count; i++)
        {
            DrawLine(svg, _lines[i], across, up);
            DrawLegend(svg, _lines[i], i);
        }

        return svg.AppendLine("</svg>").ToString();
    }

    private static double Horizontal(PlotScale scale, double value) => Left + (scale.At(value) * (Right - Left));

    private static double Vertical(PlotScale scale, double value) => Bottom - (scale.At(value) * (Bottom - Top));

    private void DrawAxes(StringBuilder svg, PlotScale across, PlotScale up)
    {
        foreach (var tick in across.Ticks())
        {
            var at = Horizontal(across, tick);
            Line(svg, at, Top, at, Bottom, "grid");
            Text(svg, at, Bottom + 18, PlotScale.Tell(tick), "middle");
        }

        foreach (var tick in up.Ticks())
        {
            var at = Vertical(up, tick);
            Line(svg, Left, at, Right, at, "grid");
            Text(svg, Left - 8, at + 4, PlotScale.Tell(tick), "end");
        }

        svg.AppendLine(CultureInfo.InvariantCulture, $"""<rect class="frame" x="{Left}" y="{Top}" width="{Right - Left}" height="{Bottom - Top}"/>""");
        Text(svg, (Left + Right) / 2, Height - 14, x.Name, "middle");
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="18" y="{(Top + Bottom) / 2}" text-anchor="middle" transform="rotate(-90 18 {(Top + Bottom) / 2})">{SecurityElement.Escape(y.Name)}</text>""");
    }

    private void DrawMarks(StringBuilder svg, PlotScale across)
    {
        for (var i = 0; i < _marks.Count; i++)
        {
            var at = Horizontal(across, _marks[i].X);
            Line(svg, at, Top, at, Bottom, "mark");

            // Neighbours below each other: they may be close.
            Text(svg, at + 4, Top + 14 + (i % 4 * 14), _marks[i].Label, "start");
        }
    }

    private static void DrawLine(StringBuilder svg, PlotLine line, PlotScale across, PlotScale up)
    {
        var points = line.Points.Select(p => (X: Horizontal(across, p.X), Y: Vertical(up, p.Y))).ToArray();
        var path = string.Join(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:F1},{p.Y:F1}")));
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<polyline class="line c{line.Color}{(line.IsDashed ? " dash" : "")}" points="{path}"/>""");
        foreach (var point in line.HasDots ? points : [])
        {
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<circle class="f{line.Color}" cx="{point.X:F1}" cy="{point.Y:F1}" r="3"/>""");
        }
    }

    private static void DrawLegend(StringBuilder svg, PlotLine line, int number)
    {
        var at = Left + (number * LegendWidth);
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<line class="line c{line.Color}{(line.IsDashed ? " dash" : "")}" x1="{at}" y1="46" x2="{at + 28}" y2="46"/>""");
        Text(svg, at + 34, 50, line.Name, "start");
    }

    private static void Line(StringBuilder svg, double x1, double y1, double x2, double y2, string style) =>
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<line class="{style}" x1="{x1:F1}" y1="{y1:F1}" x2="{x2:F1}" y2="{y2:F1}"/>""");

    private static void Text(StringBuilder svg, double at, double down, string text, string anchor, string style = "") =>
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<text{(style.Length > 0 ? $" class=\"{style}\"" : "")} x="{at:F1}" y="{down:F1}" text-anchor="{anchor}">{SecurityElement.Escape(text)}</text>""");
}
