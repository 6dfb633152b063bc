using System.Security.Cryptography;
using BankSample;
using BankSample.Commands;
using BankSample.Ledger;
using PaxosGen;

const int Failed = 1;
const int Misused = 2;

using var signal = new StopSignal();
try
{
    return args switch
    {
        ["serve", .. var words] => await ServeCommand.RunAsync(words, signal.Token),
        ["replay", .. var words] => await ReplayCommand.RunAsync(words, Screen.OfConsole(), Console.Error, signal.Token),
        ["certificates", .. var words] => CertificatesCommand.Run(words),
        _ => await EmbeddedCommand.RunAsync(args, signal.Token),
    };
}
catch (MisuseException e)
{
    await Console.Error.WriteLineAsync($"bank: {e.Message}\n\n{e.Usage}");
    return Misused;
}
catch (OperationCanceledException) when (signal.Token.IsCancellationRequested)
{
    // Told to stop before it had started.
    return 0;
}
catch (Exception e) when (e is PaxosException or ArgumentException or IOException or UnauthorizedAccessException or NotSupportedException or CryptographicException)
{
    await Console.Error.WriteLineAsync($"bank: {e.Message}");
    return Failed;
}
