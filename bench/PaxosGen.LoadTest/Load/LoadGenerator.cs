using System.Buffers.Binary;
using System.Diagnostics;
using PaxosGen.LoadTest.Workloads;

namespace PaxosGen.LoadTest.Load;

/// <summary>Puts load on a store and measures it: closed loop (each client waits for its answer) or at a fixed rate.</summary>
internal sealed class LoadGenerator
{
    /// <summary>Whom nobody answers is not asked in a tight loop.</summary>
    private static readonly TimeSpan AfterError = TimeSpan.FromMilliseconds(10);

    private readonly LoadSpec _spec;
    private readonly Workload[] _connections;
    private readonly LoadRecord _record;
    private readonly long[] _acknowledged;

    private LoadGenerator(LoadSpec spec, Workload[] connections)
    {
        _spec = spec;
        _connections = connections;
        _record = new LoadRecord(spec);
        _acknowledged = new long[spec.Clients];
    }

    /// <summary>Connects, warms up, measures.</summary>
    public static async Task<LoadResult> RunAsync(LoadSpec spec)
    {
        var connections = await Task.WhenAll(Enumerable.Range(0, spec.Connections).Select(_ => Workload.ConnectAsync(spec)));
        await connections[0].PrepareAsync();
        var before = Environment.CpuUsage.TotalTime;
        var generator = new LoadGenerator(spec, connections);
        await (spec.Rate > 0 ? generator.OpenLoopAsync() : generator.ClosedLoopAsync());
        var cpu = Environment.CpuUsage.TotalTime - before;
        var result = generator._record.Read(cpu, spec.Counts ? await generator.LostAsync() : 0);
        await Task.WhenAll(connections.Select(c => c.DisposeAsync().AsTask()));
        return result;
    }

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
                    await connection.Store.PutAsync(KeyOf(number), value);
                    _acknowledged[number] = written;
                }
                else
                {
                    await connection.CallAsync(random, value);
                }
            }
            catch (CommandRejectedException)
            {
                _record.OnRejected(began);
                continue;
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
        var freeSince = begun;
        for (var number = 0L; ; number++)
        {
            var due = begun + (long)(number * (Stopwatch.Frequency / _spec.Rate));
            if (due >= _record.Until)
            {
                return;
            }

            ShortSleep.Until(due);

            // What is due while as many as may be are in flight waits for the store, not for this thread.
            _record.OnTurn(Math.Max(due, freeSince));
            if (!free.Wait(0))
            {
                free.Wait();
                freeSince = Stopwatch.GetTimestamp();
            }

            _record.OnBegun(due);
            _ = OneAsync(_connections[number % _connections.Length], random, due, free);
        }
    }

    // Everything up to the call's first wait runs on the pacer's thread, so that one random generator is enough.
    private async Task OneAsync(Workload connection, Random random, long due, SemaphoreSlim free)
    {
        try
        {
            await connection.CallAsync(random, new byte[_spec.ValueBytes]);
            _record.OnAnswered(due);
        }
        catch (CommandRejectedException)
        {
            _record.OnRejected(due);
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

    /// <summary>How many of the writes that were acknowledged cannot be read: a client's counter must be at its last acknowledged write at least.</summary>
    private async Task<long> LostAsync()
    {
        var lost = 0L;
        for (var i = 0; i < _spec.Clients; i++)
        {
            var value = await _connections[0].Store.GetAsync(KeyOf(i));
            lost += Math.Max(0, _acknowledged[i] - (value is null ? 0 : BinaryPrimitives.ReadInt64LittleEndian(value)));
        }

        return lost;
    }

    private static long KeyOf(int client) => KeyValueWorkload.Keys + client;
}
