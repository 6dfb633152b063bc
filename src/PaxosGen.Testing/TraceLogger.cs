using Microsoft.Extensions.Logging;
using PaxosGen.Core;

namespace PaxosGen.Testing;

/// <summary>Writes what a simulated replica reports into the trace of its world, with the world's time.</summary>
internal sealed class TraceLogger(SimulatedWorld world, ReplicaId replica) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => world.Trace.IsOn && logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        world.Tell(replica, formatter(state, exception));
}
