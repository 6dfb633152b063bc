namespace PaxosGen.Bank.Tests;

/// <summary>Members of a cluster, each to be run in a process of its own.</summary>
internal sealed class ServedCluster : IAsyncDisposable
{
    private readonly ReservedPorts _ports;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bank-test-");
    private readonly Dictionary<int, BankProcess> _processes = [];

    public ServedCluster(int members)
    {
        _ports = new ReservedPorts(members);
        Members = string.Join(',', _ports.Addresses.Select((address, i) => $"{i + 1}={address}"));
    }

    /// <summary>The list of members, as an option's value.</summary>
    public string Members { get; }

    /// <summary>A member's process.</summary>
    public BankProcess this[int id] => _processes[id];

    /// <summary>A member's folder.</summary>
    public string Folder(int id) => Path.Combine(_folder.FullName, $"{id}");

    /// <summary>A member's address.</summary>
    public string Address(int id) => _ports.Addresses[id - 1];

    /// <summary>Starts a member, always with the same words.</summary>
    public BankProcess Start(int id) => _processes[id] = Start(id, "--bootstrap");

    /// <summary>Starts a member that stays, with other words.</summary>
    public BankProcess StartMember(int id, params string[] more) => _processes[id] = Start(id, more);

    /// <summary>Starts a member with other words; a repeated option is not taken, so these replace the usual ones.</summary>
    public BankProcess Start(int id, params string[] more)
    {
        List<string> words = ["serve", .. more];
        AddUnlessGiven("--id", $"{id}");
        AddUnlessGiven("--data", Folder(id));
        AddUnlessGiven("--http", "127.0.0.1:0");
        AddUnlessGiven("--members", Members);
        return BankProcess.Start([.. words]);

        void AddUnlessGiven(string option, string value)
        {
            if (!more.Any(word => word.StartsWith(option + "=", StringComparison.Ordinal)))
            {
                words.Add($"{option}={value}");
            }
        }
    }

    /// <summary>Somebody who uses a member's web API.</summary>
    public async Task<Caller> CallerAsync(int id) => new(await this[id].AddressAsync());

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes.Values)
        {
            await process.DisposeAsync();
        }

        _ports.Dispose();
        _folder.Delete(recursive: true);
    }
}
