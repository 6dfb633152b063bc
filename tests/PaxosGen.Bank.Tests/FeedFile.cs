using System.Diagnostics;

namespace PaxosGen.Bank.Tests;

/// <summary>A file that comes bit by bit: whoever reads it waits for whoever writes it.</summary>
internal sealed class FeedFile(string folder)
{
    public string Name { get; } = Path.Combine(folder, $"{Guid.NewGuid()}.csv");

    public async Task CreateAsync()
    {
        using var make = Process.Start("mkfifo", [Name]);
        await make.WaitForExitAsync();
        Assert.Equal(0, make.ExitCode);
    }

    /// <summary>Waits for a reader.</summary>
    public Task<FileStream> OpenAsync() => Task.Run(() => new FileStream(Name, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 1)).WaitAsync(TimeSpan.FromSeconds(30));
}
