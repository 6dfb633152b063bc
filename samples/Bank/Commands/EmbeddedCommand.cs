namespace BankSample.Commands;

/// <summary>Without a command's name: three replicas in this process.</summary>
internal static class EmbeddedCommand
{
    /// <summary>Runs until it is told to stop.</summary>
    public static async Task<int> RunAsync(string[] words, CancellationToken stop)
    {
        var arguments = EmbeddedArguments.Parse(words);
        if (arguments.Help)
        {
            Console.WriteLine(EmbeddedArguments.Usage);
            return 0;
        }

        // What replicas tell of starting and stopping would bury what there is to try.
        var tells = false;
        using var loggers = BankLogging.ToStandardError(level => tells && level >= LogLevel.Warning);
        Console.WriteLine("Starting three replicas in this process...");
        await using var bank = await EmbeddedBank.StartAsync(
            new EmbeddedBankOptions { DataDirectory = arguments.DataDirectory, Http = arguments.Http, Hosts = arguments.Hosts, Tls = arguments.Tls, LoggerFactory = loggers }, stop);
        Console.WriteLine($"Data in {bank.Cluster.DataDirectory}{(arguments.DataDirectory is null ? " (deleted at the end)" : "")}");
        Console.WriteLine($"Listening on {bank.Address}\n\n{TryThis.Text(bank.Address, arguments.Tls)}\nCtrl+C stops.");
        tells = true;
        await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        tells = false;
        Console.WriteLine("Stopping...");
        return 0;
    }
}
