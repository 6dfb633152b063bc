using System.Globalization;
using System.Text.Json;

namespace PaxosGen.LoadTest.Reporting;

/// <summary>Results as files: <c>artifacts/bench/KIND-DATE.json</c>.</summary>
internal static class BenchFile
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static string Folder => Path.Combine(Surroundings.Artifacts, "bench");

    /// <summary>A folder for a cluster's data that no other run uses.</summary>
    public static string DataFolder(string name) => Path.Combine(Folder, "data", string.Create(CultureInfo.InvariantCulture, $"{name}-{Environment.ProcessId}"));

    /// <summary>Writes results, and says where.</summary>
    /// <param name="kind">What they are of.</param>
    /// <param name="surroundings">Where they were measured.</param>
    /// <param name="results">The results.</param>
    /// <param name="isQuick">Whether they are of too little to be drawn.</param>
    public static void Write<T>(string kind, Surroundings surroundings, T results, bool isQuick = false)
    {
        Directory.CreateDirectory(Folder);
        var path = Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{(isQuick ? "quick-" : "")}{kind}-{surroundings.Date:yyyyMMdd-HHmmss}.json"));
        File.WriteAllText(path, JsonSerializer.Serialize(results, Indented));
        Console.WriteLine($"\nwritten to {Path.GetRelativePath(Surroundings.Root, path)}");
    }

    /// <summary>The newest results of a kind; null if there are none.</summary>
    public static T? ReadNewest<T>(string kind)
        where T : class
    {
        var path = Directory.Exists(Folder) ? Directory.GetFiles(Folder, $"{kind}-*.json").Order(StringComparer.Ordinal).LastOrDefault() : null;
        return path is null ? null : JsonSerializer.Deserialize<T>(File.ReadAllText(path));
    }
}
