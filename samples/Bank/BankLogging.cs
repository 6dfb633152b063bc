using Microsoft.Extensions.Logging.Console;

namespace BankSample;

/// <summary>How the bank logs: a line for each event on standard error, with the time in UTC.</summary>
internal static class BankLogging
{
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
}
