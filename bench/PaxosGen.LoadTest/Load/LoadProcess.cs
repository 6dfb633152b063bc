using System.Diagnostics;
using System.Text.Json;

namespace PaxosGen.LoadTest.Load;

/// <summary>
/// A load generator in a process of its own, which does one load after the other: so that the second finds its code compiled.
/// </summary>
internal sealed class LoadProcess : IAsyncDisposable
{
    private readonly Process _process;

    private LoadProcess(Process process) => _process = process;

    /// <summary>Starts one.</summary>
    public static LoadProcess Start()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("load");
        return new LoadProcess(Process.Start(start)!);
    }

    /// <summary><c>load</c>: reads what to do from the standard input, a line each, and answers with a line each.</summary>
    public static async Task<int> ServeAsync()
    {
        while (await Console.In.ReadLineAsync() is { } line)
        {
            GC.Collect();
            Console.WriteLine(JsonSerializer.Serialize(await LoadGenerator.RunAsync(JsonSerializer.Deserialize<LoadSpec>(line)!)));
        }

        return 0;
    }

    /// <summary>Puts a load on a store and waits until it is over.</summary>
    public async Task<LoadResult> RunAsync(LoadSpec spec)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(spec));
        await _process.StandardInput.FlushAsync();
        var line = await _process.StandardOutput.ReadLineAsync();
        return line is null ? throw new InvalidOperationException("The load generator has ended.") : JsonSerializer.Deserialize<LoadResult>(line)!;
    }

    /// <summary>Ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
