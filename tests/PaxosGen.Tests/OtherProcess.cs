using System.Diagnostics;
using System.Text.Json.Nodes;

namespace PaxosGen.Tests;

/// <summary>A test's own assembly in another process, with another number of processors, other cultures and another time zone.</summary>
internal static class OtherProcess
{
    /// <summary>Runs <c>ASSEMBLY ARGUMENTS…</c>; the lines of its output.</summary>
    /// <exception cref="InvalidOperationException">It did not end well.</exception>
    public static async Task<string[]> AskAsync(string assembly, string processors, bool isInvariant, string? timeZone, string[] arguments)
    {
        var settings = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.runtimeconfig.json");
        var text = JsonNode.Parse(await File.ReadAllTextAsync(Path.ChangeExtension(assembly, ".runtimeconfig.json")))!;
        text["runtimeOptions"]!["configProperties"]!["System.Globalization.Invariant"] = isInvariant;
        await File.WriteAllTextAsync(settings, text.ToJsonString());
        try
        {
            var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                ArgumentList = { "exec", "--runtimeconfig", settings, "--depsfile", Path.ChangeExtension(assembly, ".deps.json"), assembly },
                Environment = { ["DOTNET_PROCESSOR_COUNT"] = processors },
            };
            if (timeZone is not null)
            {
                start.Environment["TZ"] = timeZone;
            }

            foreach (var argument in arguments)
            {
                start.ArgumentList.Add(argument);
            }

            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0
                ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                : throw new InvalidOperationException($"The process ended with {process.ExitCode}: {await errors}");
        }
        finally
        {
            File.Delete(settings);
        }
    }
}
