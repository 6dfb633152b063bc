using Microsoft.Extensions.Logging.Console;

namespace BankSample;

/// <summary>How the bank logs: a line for each event on standard error, with the time in UTC.</summary>
internal static partial class BankLogging
{
    private const string Category = "PaxosGen.Bank";

    /// <summary>Loggers that write what <paramref name="shows"/> lets through; asked for each event.</summary>
    public static ILoggerFactory ToStandardError(Func<LogLevel, bool> shows) => LoggerFactory.Create(logging =>
    {
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.SetMinimumLevel(LogLevel.Debug);

        // The host says with a stack trace what the exception says in one sentence, and the framework a line for each request.
        logging.AddFilter((category, level) => category != "Microsoft.Extensions.Hosting.Internal.Host"
            && (level >= LogLevel.Warning || category?.StartsWith("PaxosGen", StringComparison.Ordinal) == true) && shows(level));
    });

    /// <summary>From now on, writes exceptions of tasks that nobody looked at: each is a mistake of ours.</summary>
    public static void ReportUnobserved(this ILoggerFactory loggers)
    {
        var log = loggers.CreateLogger(Category);
        TaskScheduler.UnobservedTaskException += (_, unobserved) => Unobserved(log, unobserved.Exception);
    }

    [LoggerMessage(1, LogLevel.Error, "Nobody looked at the exception of a task.")]
    private static partial void Unobserved(ILogger log, Exception exception);
}
