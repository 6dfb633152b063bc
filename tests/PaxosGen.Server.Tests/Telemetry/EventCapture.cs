using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace PaxosGen.Server.Tests.Telemetry;

/// <summary>One event as a logging provider gets it.</summary>
internal sealed record CapturedEvent(string Category, int Id, LogLevel Level, string Text, IReadOnlyDictionary<string, object?> Fields)
{
    public int Replica => (int)Fields["Replica"]!;

    /// <summary>A field as text.</summary>
    public string this[string name] => Fields[name]?.ToString() ?? "";
}

/// <summary>Keeps all events.</summary>
internal sealed class EventCapture : ILoggerFactory
{
    private readonly ConcurrentQueue<CapturedEvent> _events = new();

    public IReadOnlyList<CapturedEvent> Events => [.. _events];

    public List<CapturedEvent> Of(int id, int? replica = null) => [.. _events.Where(e => e.Id == id && (replica is null || e.Replica == replica))];

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, _events);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    private sealed class Logger(string category, ConcurrentQueue<CapturedEvent> events) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            events.Enqueue(new CapturedEvent(
                category, eventId.Id, logLevel, formatter(state, exception),
                ((IReadOnlyList<KeyValuePair<string, object?>>)state!).ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal)));
    }
}
