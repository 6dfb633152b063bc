using System.Runtime.CompilerServices;

namespace PaxosGen.Generators.Tests;

/// <summary>
/// Compares text with a checked-in file, by the conventions of Verify: <c>Name.verified.cs</c> is expected, and
/// <c>Name.received.cs</c> appears beside it when the text differs. PAXOSGEN_ACCEPT=1 makes what is received expected.
/// </summary>
internal static class Verified
{
    public static void Equal(string name, string received, [CallerFilePath] string caller = "")
    {
        var folder = Path.Combine(Path.GetDirectoryName(caller)!, "Verified");
        var verifiedPath = Path.Combine(folder, $"{name}.verified.cs");
        var receivedPath = Path.Combine(folder, $"{name}.received.cs");
        received = Normalise(received);
        if (Environment.GetEnvironmentVariable("PAXOSGEN_ACCEPT") == "1")
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(verifiedPath, received);
            File.Delete(receivedPath);
            return;
        }

        var verified = File.Exists(verifiedPath) ? Normalise(File.ReadAllText(verifiedPath)) : null;
        if (verified == received)
        {
            File.Delete(receivedPath);
            return;
        }

        Directory.CreateDirectory(folder);
        File.WriteAllText(receivedPath, received);
        Assert.Fail($"{name} differs. Compare {receivedPath} with {verifiedPath}; PAXOSGEN_ACCEPT=1 accepts all that is received.");
    }

    private static string Normalise(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).TrimStart('\uFEFF');
}
