using System.Collections;
using System.Globalization;
using Microsoft.Extensions.Logging;
using PaxosGen.Core;

namespace PaxosGen.Server.Telemetry;

/// <summary>Says with every event which replica it is about, as the field <c>Replica</c> and in the text: a process may run several.</summary>
internal sealed class ReplicaLogger(ILogger log, ReplicaId replica) : ILogger
{
    /// <summary>The category of all events.</summary>
    public const string Category = "PaxosGen.Replica";

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => log.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => log.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (log.IsEnabled(logLevel))
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"Replica {replica}: {formatter(state, exception)}");
            var fields = new Fields(replica, state as IReadOnlyList<KeyValuePair<string, object?>> ?? [], text);
            log.Log(logLevel, eventId, fields, exception, static (fields, _) => fields.ToString());
        }
    }

    private sealed class Fields(ReplicaId replica, IReadOnlyList<KeyValuePair<string, object?>> others, string text) : IReadOnlyList<KeyValuePair<string, object?>>
    {
        public int Count => others.Count + 1;

        public KeyValuePair<string, object?> this[int index] => index == 0 ? new("Replica", replica.Value) : others[index - 1];

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
        {
            for (var i = 0; i < Count; i++)
            {
                yield return this[i];
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public override string ToString() => text;
    }
}
