using System.Diagnostics;
using System.Text;

namespace PaxosGen.Bank.Tests;

/// <summary>The sample as its users run it: a process of its own.</summary>
internal sealed class BankProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<string> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private BankProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => OnLine(line.Data);
        process.ErrorDataReceived += (_, line) => OnLine(line.Data);
    }

    /// <summary>Everything that it wrote.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>What it says at its end, which is one line.</summary>
    public string Sentence
    {
        get
        {
            Assert.DoesNotContain("   at ", Output, StringComparison.Ordinal);
            return Assert.Single(Output.Split('\n'), line => line.StartsWith("bank: ", StringComparison.Ordinal));
        }
    }

    /// <summary>The system's number for it.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    public static BankProcess Start(params string[] args) => StartUnder([], args);

    /// <summary>Starts it by a command that goes on as the program whose words follow its own.</summary>
    public static BankProcess StartUnder(IReadOnlyList<string> command, params string[] args)
    {
        // What runs in the background of a script has SIGINT ignored, and hands that on to its children.
        string[] words = [.. command, "env", "--default-signal=INT"];
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // It lives for seconds: to count branches and types in young methods would not pay for itself.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.ArgumentList.Add(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Bank.dll"));
        Array.ForEach(args, start.ArgumentList.Add);
        var bank = new BankProcess(new Process { StartInfo = start });
        bank._process.Start();
        bank._process.BeginOutputReadLine();
        bank._process.BeginErrorReadLine();
        return bank;
    }

    /// <summary>Where it says that it listens.</summary>
    public async Task<string> AddressAsync()
    {
        await Task.WhenAny(_address.Task, _process.WaitForExitAsync()).WaitAsync(Patience);
        return _address.Task.IsCompleted ? await _address.Task : throw new Xunit.Sdk.XunitException($"It has ended:\n{Output}");
    }

    /// <summary>Waits until it has written something.</summary>
    public async Task WroteAsync(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            Assert.False(_process.HasExited, $"It has ended:\n{Output}");
            await Task.Delay(10, patience.Token);
        }
    }

    /// <summary>Sends a signal, as <c>kill</c> does.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", ["-s", name, $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Fails unless it ends soon after a signal, with this exit code.</summary>
    /// <param name="signal">The signal's name.</param>
    /// <param name="exitCode">How it ends.</param>
    /// <param name="meanwhile">What happens after the signal.</param>
    public async Task StopsAsync(string signal = "TERM", int exitCode = 0, Func<Task>? meanwhile = null)
    {
        var watch = Stopwatch.StartNew();
        await SignalAsync(signal);
        await (meanwhile?.Invoke() ?? Task.CompletedTask);
        var code = await ExitCodeAsync();
        Assert.True(code == exitCode, $"{code}, not {exitCode}:\n{Output}");
        Assert.True(watch.Elapsed < StopsWithin, $"{watch.Elapsed}");
    }

    /// <summary>Its exit code, once it has ended.</summary>
    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void OnLine(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }

        const string Listening = "Listening on ";
        if (line?.StartsWith(Listening, StringComparison.Ordinal) == true)
        {
            _address.TrySetResult(line[Listening.Length..]);
        }
    }
}
