using BankSample;
using BankSample.Ledger;
using PaxosGen;

const int Failed = 1;
const int Misused = 2;

if (args is ["replay", .. var rest])
{
    using var stop = new StopSignal();
    return await ReplayCommand.RunAsync(rest, Screen.OfConsole(), Console.Error, stop.Token);
}

if (!Arguments.TryParse(args, out var arguments, out var problem))
{
    await Console.Error.WriteLineAsync($"bank: {problem}\n\n{Arguments.Usage}");
    return Misused;
}

if (arguments.Help)
{
    Console.WriteLine(Arguments.Usage);
    return 0;
}

// What replicas tell of starting and stopping would bury what there is to try.
var tells = false;
using var signal = new StopSignal();
try
{
    Console.WriteLine("Starting three replicas in this process...");
    await using var bank = await EmbeddedBank.StartAsync(
        new EmbeddedBankOptions { DataDirectory = arguments.DataDirectory, Http = arguments.Http, Log = Tell }, signal.Token);
    Console.WriteLine($"Data in {bank.Cluster.DataDirectory}{(arguments.DataDirectory is null ? " (deleted at the end)" : "")}");
    Console.WriteLine($"Listening on {bank.Address}\n\n{TryThis.Text(bank.Address)}\nCtrl+C stops.");
    tells = true;
    await bank.WaitForStopAsync(signal.Token);
    tells = false;
    Console.WriteLine("Stopping...");
}
catch (OperationCanceledException) when (signal.Token.IsCancellationRequested)
{
    // Told to stop before it had started.
}
catch (Exception e) when (e is PaxosException or ArgumentException or IOException or UnauthorizedAccessException or NotSupportedException)
{
    await Console.Error.WriteLineAsync($"bank: {e.Message}");
    return Failed;
}

return 0;

void Tell(string line)
{
    if (tells)
    {
        Console.Error.WriteLine(line);
    }
}
