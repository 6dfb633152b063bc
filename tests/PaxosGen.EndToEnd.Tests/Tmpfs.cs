using System.Diagnostics;

namespace PaxosGen.EndToEnd.Tests;

/// <summary>A small file system in memory. To mount one takes rights that not everybody has.</summary>
internal sealed class Tmpfs(string size) : IDisposable
{
    private string? _mounted;

    /// <summary>Whether this process may mount one.</summary>
    public static bool IsPermitted()
    {
        var folder = Directory.CreateTempSubdirectory("may-mount-");
        try
        {
            using var probe = new Tmpfs("64k");
            return probe.TryRun("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.FullName) && probe.TryRun("umount", folder.FullName);
        }
        finally
        {
            folder.Delete();
        }
    }

    /// <summary>Mounts it over a folder.</summary>
    public void Mount(string folder)
    {
        Run("mount", "-t", "tmpfs", "-o", $"size={size},mode=700", "tmpfs", folder);
        _mounted = folder;
    }

    /// <summary>Somebody makes space.</summary>
    public void Grow(string newSize) => Run("mount", "-o", $"remount,size={newSize}", _mounted!);

    public void Dispose()
    {
        if (_mounted is { } folder)
        {
            _mounted = null;
            Run("umount", folder);
        }
    }

    private void Run(string program, params string[] words) => Assert.True(TryRun(program, words), $"{program} {string.Join(' ', words)}");

    private bool TryRun(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
