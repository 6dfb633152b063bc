using PaxosGen;

namespace BankSample.Ledger;

/// <summary><c>replay</c>: sends a ledger through a bank and tells what came of it.</summary>
internal sealed class ReplayCommand(ReplayArguments arguments, Screen screen, TextWriter errors)
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int Stopped = 130;

    /// <summary>Runs the command.</summary>
    /// <param name="args">What follows <c>replay</c>.</param>
    /// <param name="screen">Where progress and outcome go.</param>
    /// <param name="errors">Where it says why it failed.</param>
    /// <param name="stop">Ends it early, in good order.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="Commands.MisuseException">The command line makes no sense.</exception>
    public static async Task<int> RunAsync(string[] args, Screen screen, TextWriter errors, CancellationToken stop)
    {
        var arguments = ReplayArguments.Parse(args);
        if (arguments.Help)
        {
            screen.WriteLine(ReplayArguments.Usage);
            return Done;
        }

        try
        {
            return await new ReplayCommand(arguments, screen, errors).RunAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await errors.WriteLineAsync("bank: stopped before the first line or after the last.");
            return Stopped;
        }
        catch (Exception e) when (e is PaxosException or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"bank: {e.Message}");
            return Failed;
        }
    }

    private async Task<int> RunAsync(CancellationToken stop)
    {
        await using var ledger = await LedgerFile.OpenAsync(arguments.File, stop);
        await using var report = arguments.Report is { } path ? ReplayReport.Create(path) : null;
        screen.WriteLine(arguments.Cluster.Count > 0 ? $"Connecting to {string.Join(", ", arguments.Cluster)}..." : "Starting three replicas in this process...");
        var tells = false;
        using var loggers = BankLogging.ToStandardError(level => tells && level >= LogLevel.Warning);
        await using var bank = await ReplayBank.StartAsync(arguments, loggers, stop);
        var books = new Books(await bank.Client.AllAccountsAsync(stop));
        using var replay = new Replay(bank.Client, books, arguments.Concurrency, screen.WriteLine);
        tells = true;
        await using (ProgressBar.Start(screen, replay, ledger.Length))
        {
            await replay.RunAsync(ledger.ReadAsync(CancellationToken.None), stop);
        }

        tells = false;
        screen.WriteLine(ReplaySummary.Counts(replay, books, arguments.Concurrency));
        if (replay.Failure is { } failure)
        {
            await errors.WriteLineAsync($"bank: the replay ended before the ledger did: {failure.Message}\n{ReplaySummary.Reach(replay)}");
            return Failed;
        }

        if (stop.IsCancellationRequested)
        {
            await errors.WriteLineAsync($"bank: stopped. {ReplaySummary.Reach(replay)}");
            return Stopped;
        }

        return await CloseBooksAsync(bank, books, replay, report, stop);
    }

    private async Task<int> CloseBooksAsync(ReplayBank bank, Books books, Replay replay, ReplayReport? report, CancellationToken stop)
    {
        var accounts = await bank.Client.AllAccountsAsync(stop);
        var total = accounts.Aggregate(default(MoneySum), (sum, account) => sum + MoneySum.Of(account.Balance));
        var discrepancies = books.Compare(accounts);
        if (report is not null)
        {
            await report.WriteAsync(replay, total, accounts);
        }

        // Elsewhere others may use their accounts; what the ledger does not touch is theirs.
        var wrong = arguments.Shared ? [] : discrepancies.FindAll(d => bank.IsOwn || d.IsOfLedger);
        screen.WriteLine(ReplaySummary.Money(books, accounts.Count, total, discrepancies, wrong.Count == 0));
        if (discrepancies.Count > wrong.Count)
        {
            screen.WriteLine($"Moved by others:\n{ReplaySummary.Discrepancies([.. discrepancies.Except(wrong)])}");
        }

        if (wrong.Count == 0)
        {
            return Done;
        }

        await errors.WriteLineAsync($"bank: money is not conserved.{(bank.IsOwn ? "" : " If others move money in the ledger's accounts meanwhile, say --shared.")}\n{ReplaySummary.Discrepancies(wrong)}");
        return Failed;
    }
}
