using System.Text.RegularExpressions;

namespace PaxosGen.Analyzers.Tests.Rules;

/// <summary>State machines for tests of one rule: only what matters is written in the test.</summary>
internal static class MachineCode
{
    private static readonly HashSet<string> AboutState = ["PXG1007", "PXG1019", "PXG1020", "PXG1022", "PXG1023", "PXG1024", "PXG1025"];

    /// <param name="members">Of the state machine M.</param>
    /// <param name="types">Next to it.</param>
    public static string Of(string members, string types = "", string space = "Test") =>
        $$"""
        using System;
        using System.Buffers.Binary;
        using System.Collections;
        using System.Collections.Concurrent;
        using System.Collections.Frozen;
        using System.Collections.Generic;
        using System.Collections.Immutable;
        using System.Diagnostics;
        using System.IO;
        using System.Linq;
        using System.Net.Http;
        using System.Runtime.CompilerServices;
        using System.Runtime.InteropServices;
        using System.Security.Cryptography;
        using System.Text;
        using System.Text.RegularExpressions;
        using System.Threading;
        using System.Threading.Tasks;
        using PaxosGen;
        namespace {{space}};

        [ReplicatedStateMachine]
        public partial class M
        {
        {{members}}
        }

        public sealed class Account { public decimal Balance; public int Views { get; set; } public List<int> Log = new(); }
        public sealed record Fixed(int Id, string Name);
        {{types}}
        """;

    /// <summary>Exactly the lines that end with <c>// ID</c> are reported.</summary>
    public static Task ExpectAsync(string members, string types = "") => Analyzed.ExpectAsync(Of(members, types));

    /// <summary>
    /// The same of many state machines, which are compiled together, since a compilation of its own for each takes long. Of
    /// rules about other things than state, only what is marked counts.
    /// </summary>
    /// <param name="state">Members that all of them have.</param>
    public static async Task ExpectAllAsync(string state, string types, IReadOnlyList<string> cases)
    {
        var texts = cases.Select((members, i) => Of(state + members, types, $"Case{i}")).ToArray();
        var analyzed = await Analyzed.FromAsync(texts);
        var wrong = new List<string>();
        for (var i = 0; i < texts.Length; i++)
        {
            var lines = texts[i].Split('\n');
            var expected = lines.SelectMany((line, n) => Regex.Matches(line, @"(?<=// .*)PXG1\d{3}").Select(m => $"{m.Value} on «{lines[n].Trim()}»"));
            var here = analyzed.Diagnostics.Where(d => d.Location.SourceTree!.FilePath == $"File{i}.cs" && (AboutState.Contains(d.Id) || cases[i].Contains("// " + d.Id, StringComparison.Ordinal))).ToList();
            var actual = here.Select(d => $"{d.Id} on «{lines[d.Location.GetLineSpan().StartLinePosition.Line].Trim()}»").Distinct();
            if (!expected.Order(StringComparer.Ordinal).SequenceEqual(actual.Order(StringComparer.Ordinal), StringComparer.Ordinal))
            {
                wrong.Add($"{cases[i]}\n    found: {string.Join("\n           ", here)}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
    }
}
