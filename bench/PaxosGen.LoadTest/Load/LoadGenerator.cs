using System.Buffers.Binary;
using System.Diagnostics;

namespace PaxosGen.LoadTest.Load;

/// <summary>Puts load on a store and measures it: closed loop (each client waits for its answer) or at a fixed rate.</summary>
internal sealed class LoadGenerator
{
    private const int Keys = 100_000;

    /// <summary>Whom nobody answers is not asked in a tight loop.</summary>
    private static readonly TimeSpan AfterError = TimeSpan.FromMilliseconds(10);

    private readonly LoadSpec _spec;
    private readonly IStoreConnection[] _connections;
    private readonly LoadRecord _record;
    private readonly long[] _acknowledged;

    private LoadGenerator(LoadSpec spec, IStoreConnection[] connections)
    {
        _spec = spec;
        _connections = connections;
        _record = new LoadRecord(spec);
        _acknowledged = new long[spec.Clients];
    }

    /// <summary>Connects, warms up, measures.</summary>
    public static async Task<LoadResult> RunAsync(LoadSpec spec)
    {
        var connections = await Task.WhenAll(Enumerable.Range(0, spec.Connections).Select(_ => ConnectAsync(spec)));
        var before = Environment.CpuUsage.TotalTime;
        var generator = new LoadGenerator(spec, connections);
        await (spec.Rate > 0 ? generator.OpenLoopAsync() : generator.ClosedLoopAsync());
        var cpu = Environment.CpuUsage.TotalTime - before;
        var result = generator._record.Read(cpu, spec.Counts ? await generator.LostAsync() : 0);
        await Task.WhenAll(connections.Select(c => c.DisposeAsync().AsTask()));
        return result;
    }

    private static async Task<IStoreConnection> ConnectAsync(LoadSpec spec) => spec.Target switch
    {
        "paxosgen" => await PaxosGenConnection.ConnectAsync(spec.Endpoints),
        "etcd" => await EtcdConnection.ConnectAsync(spec.Endpoints),
        "ceiling" => await CeilingConnection.ConnectAsync(spec.Endpoints[0]),
        _ => throw new ArgumentException($"'{spec.Target}' is no target; there are paxosgen, etcd and ceiling."),
    };

    private Task ClosedLoopAsync() => Task.WhenAll(Enumerable.Range(0, _spec.Clients).Select(i => Task.Run(() => ClientAsync(i))));

    private async Task ClientAsync(int number)
    {
        var connection = _connections[number % _connections.Length];
        var random = new Random(number);
        var value = new byte[_spec.ValueBytes];
        var written = 0L;
        for (var began = Stopwatch.GetTimestamp(); began < _record.Until; began = Stopwatch.GetTimestamp())
        {
            try
            {
                if (_spec.Counts)
                {
                    BinaryPrimitives.WriteInt64LittleEndian(value, ++written);
                    await connection.PutAsync(KeyOf(number), value);
                    _acknowledged[number] = written;
                }
                else
                {
                    await CallAsync(connection, random, value);
                }
            }
            catch (Exception e)
            {
                _record.OnError(e);
                await Task.Delay(AfterError);
                continue;
            }

            _record.OnAnswered(began);
        }
    }

    /// <summary>Begins each call when it is due, however many are in flight, up to as many as there are clients.</summary>
    private async Task OpenLoopAsync()
    {
        using var free = new SemaphoreSlim(_spec.Clients, _spec.Clients);
        await Task.Factory.StartNew(() => Pace(free), TaskCreationOptions.LongRunning);
        for (var i = 0; i < _spec.Clients; i++)
        {
            await free.WaitAsync();
        }
    }

    private void Pace(SemaphoreSlim free)
    {
        var random = new Random(1);
        var begun = Stopwatch.GetTimestamp();
        for (var number = 0L; ; number++)
        {
            var due = begun + (long)(number * (Stopwatch.Frequency / _spec.Rate));
            if (due >= _record.Until)
            {
                return;
            }

            ShortSleep.Until(due);
            free.Wait();
            _record.OnBegun(due);
            _ = OneAsync(_connections[number % _connections.Length], random, due, free);
        }
    }

    // Everything up to the call's first wait runs on the pacer's thread, so that one random generator is enough.
    private async Task OneAsync(IStoreConnection connection, Random random, long due, SemaphoreSlim free)
    {
        try
        {
            await CallAsync(connection, random, new byte[_spec.ValueBytes]);
            _record.OnAnswered(due);
        }
        catch (Exception e)
        {
            _record.OnError(e);
        }
        finally
        {
            free.Release();
        }
    }

    private async ValueTask CallAsync(IStoreConnection connection, Random random, byte[] value)
    {
        var key = random.Next(Keys);
        if (_spec.ReadPercent > 0 && random.Next(100) < _spec.ReadPercent)
        {
            await connection.GetAsync(key);
        }
        else
        {
            random.NextBytes(value.AsSpan(0, Math.Min(8, value.Length)));
            await connection.PutAsync(key, value);
        }
    }

    /// <summary>How many of the writes that were acknowledged cannot be read: a client's counter must be at its last acknowledged write at least.</summary>
    private async Task<long> LostAsync()
    {
        var lost = 0L;
        for (var i = 0; i < _spec.Clients; i++)
        {
            var value = await _connections[0].GetAsync(KeyOf(i));
            lost += Math.Max(0, _acknowledged[i] - (value is null ? 0 : BinaryPrimitives.ReadInt64LittleEndian(value)));
        }

        return lost;
    }

    private static long KeyOf(int client) => Keys + client;
}
