namespace PaxosGen.Testing.Diagrams;

/// <summary>How a diagram looks, and the legend that says so.</summary>
internal static class DiagramStyle
{
    private static readonly string[] BallotColours = ["#f2b134", "#5aa9e6", "#9bc53d", "#c77dff", "#ff7f6b", "#4ecdc4", "#d4a373", "#8d99ae"];

    private static readonly (string Name, string Colour, string What)[] Groups =
    [
        ("phase1", "#7b2cbf", "phase 1: Prepare, Promise, Reject"),
        ("phase2", "#1d5fbf", "phase 2: Accept, Accepted"),
        ("learning", "#8a5a00", "learning, snapshots"),
        ("other", "#777", "heartbeats, reads, others"),
        ("clients", "#2b7a78", "clients"),
    ];

    /// <summary>Neighbouring ballots differ in colour.</summary>
    public static string BallotColour(int index) => BallotColours[Math.Max(0, index) % BallotColours.Length];

    public static string Css { get; } = """
        body{font:13px/1.45 system-ui,sans-serif;margin:16px;color:#222}
        h1{font-size:18px;margin:0 0 4px}
        .failure{background:#ffe3e0;border-left:5px solid #c1121f;padding:6px 10px;white-space:pre-wrap;max-width:1100px}
        .passed{background:#e6f6e6;border-left:5px solid #2a7f3f;padding:6px 10px;max-width:1100px}
        .legend span{margin-right:16px;white-space:nowrap}
        .legend i{display:inline-block;width:22px;border-top:3px solid;vertical-align:middle;margin-right:5px}
        .legend b{display:inline-block;width:10px;height:14px;vertical-align:middle;margin-right:5px}
        .heads{position:sticky;top:0;background:#fffffff0;border-bottom:1px solid #bbb;z-index:1}
        .heads text{font-weight:600;text-anchor:middle}
        svg text{font:11px system-ui,sans-serif}
        .life{stroke:#999;stroke-width:1.5}
        .leads{fill-opacity:.8}
        .down{stroke:#999;stroke-dasharray:3 3}
        .frozen{stroke:#5aa9e6;fill-opacity:.8}
        .time{fill:#888;text-anchor:end}
        line.gap{stroke:#bbb;stroke-dasharray:1 5}
        text.gap{fill:#999;font-style:italic}
        line.fault{stroke:#e07a00;stroke-dasharray:6 4;stroke-opacity:.5}
        .arrow line{stroke-width:1.3}
        .arrow line.hit{stroke:transparent;stroke-width:9;marker-end:none}
        .arrow:hover line:not(.hit){stroke-width:3}
        .ArrivesAgain line{stroke-dasharray:5 3}
        .IsLost line:not(.hit){stroke:#c1121f;stroke-dasharray:4 3}
        .IsUnderWay line{stroke-dasharray:1 4}
        .label{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}
        .label.lost{fill:#c1121f}
        .symbol{text-anchor:middle;font-size:13px;paint-order:stroke;stroke:#fff;stroke-width:2px}
        text.g-fault{fill:#c1121f;font-weight:600}
        text.g-lead{fill:#8a5a00;font-weight:600}
        text.g-chosen{fill:#2a7f3f;font-weight:600}
        text.g-applied{fill:#2a7f3f}
        .end line{stroke:#c1121f;stroke-width:3}
        .end text{fill:#c1121f;font-weight:700;font-size:13px}
        pre{background:#f6f6f6;padding:8px;overflow-x:auto}
        """ + string.Concat(Groups.Select(g =>
            $"\n.g-{g.Name} line:not(.hit){{stroke:{g.Colour}}}text.g-{g.Name}{{fill:{g.Colour}}}\n#show-{g.Name}:not(:checked)~svg .g-{g.Name}{{display:none}}"))
        + "\n#show-marks:not(:checked)~svg .g-applied,#show-marks:not(:checked)~svg .g-chosen{display:none}\n";

    /// <summary>Checkboxes that hide what belongs together, and what the colours mean. They work without a script.</summary>
    public static string Legend { get; } =
        string.Concat(Groups.Select(g => $"<input type=\"checkbox\" id=\"show-{g.Name}\" checked=\"checked\" /><label for=\"show-{g.Name}\" class=\"legend\"><span><i style=\"color:{g.Colour}\"></i>{g.What}</span></label>\n"))
        + """
        <input type="checkbox" id="show-marks" checked="checked" /><label for="show-marks">chosen and applied</label>
        <p class="legend"><span><i style="color:#c1121f;border-top-style:dashed"></i>lost</span><span><i style="color:#555;border-top-style:dashed"></i>arrives a second time</span><span><i style="color:#555;border-top-style:dotted"></i>under way at the end</span><span><b style="background:#f2b134"></b>leads, one colour a ballot</span><span><b style="border:1px dashed #999"></b>down</span><span><b style="background:#bfe3ff"></b>frozen</span><span>★ leads</span><span>☆ stands down</span><span>◆ knows chosen</span><span>● applies</span><span>✕ crash</span><span>⚡ fault</span><span>Time goes down, not to scale where nothing happens.</span></p>

        """;

    public static string Arrowheads { get; } = "<defs>"
        + string.Concat(Groups.Select(g => $"<marker id=\"{g.Name}\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"9\" markerHeight=\"9\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0,1L10,5L0,9z\" fill=\"{g.Colour}\" /></marker>"))
        + "<marker id=\"lost\" viewBox=\"0 0 10 10\" refX=\"5\" refY=\"5\" markerWidth=\"11\" markerHeight=\"11\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M1,1L9,9M9,1L1,9\" stroke=\"#c1121f\" stroke-width=\"2\" /></marker></defs>\n";
}
