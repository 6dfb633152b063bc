using BankSample;
using BankSample.Commands;
using PaxosGen;

const int Failed = 1;
const int Misused = 2;

using var signal = new StopSignal();
try
{
    return args switch
    {
        ["serve", .. var words] => await ServeCommand.RunAsync(words, signal.Token),
        ["replay", ..] => throw new MisuseException("'replay' comes in a later version.", EmbeddedArguments.Usage),
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
catch (Exception e) when (e is PaxosException or ArgumentException or IOException or UnauthorizedAccessException or NotSupportedException)
{
    await Console.Error.WriteLineAsync($"bank: {e.Message}");
    return Failed;
}
