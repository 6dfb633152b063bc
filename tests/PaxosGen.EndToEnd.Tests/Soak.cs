using System.Diagnostics;
using System.Globalization;

namespace PaxosGen.EndToEnd.Tests;

/// <summary>A random mix of everything that the plays do to processes, one after the other, in an order that the seed decides.</summary>
internal sealed class Soak(Play play)
{
    private const int FaultsInWindow = 4;

    /// <summary>Most that a process may hold, whatever happened to it. They are started again and again, so that a comparison with what one held before would say little.</summary>
    private const long MostMiB = 512;

    private readonly BankCluster _cluster = play.Cluster;
    private readonly Random _random = play.Random;

    /// <summary>Goes on until the time is over. After a few faults each all is checked, and clients begin with new accounts.</summary>
    public async Task RunAsync(TimeSpan time)
    {
        var watch = Stopwatch.StartNew();
        for (var window = 1; watch.Elapsed < time; window++)
        {
            for (var i = 0; i < FaultsInWindow && watch.Elapsed < time; i++)
            {
                await FaultAsync();
                var served = await play.Load.ServedAsync();
                Tell($"served {served.TotalMilliseconds:F0} ms later");
                await play.Load.GoOnAsync(Milliseconds(1000));
            }

            await play.EndLoadAsync();
            var memory = _cluster.Ids.Select(_cluster.MemoryOf).ToList();
            Tell($"memory {string.Join(", ", memory)} MiB");
            Assert.All(memory, held => Assert.InRange(held, 1, MostMiB));
            play.NewLoad(window);
        }
    }

    private async Task FaultAsync()
    {
        var one = _cluster.Ids[_random.Next(_cluster.Ids.Count)];
        switch (_random.Next(Strace.WhyMissing is null ? 12 : 11))
        {
            case 0:
                await KilledAsync([await _cluster.LeaderAsync()]);
                break;
            case 1:
                await KilledAsync([one]);
                break;
            case 2:
                await KilledAsync([.. _cluster.Ids.Where(id => id != one)]);
                break;
            case 3:
                await KilledAsync(_cluster.Ids);
                break;
            case 4:
                await FrozenAsync(_random.Next(2) == 0 ? one : await _cluster.LeaderAsync());
                break;
            case 5:
                var tear = (Tear)_random.Next(Enum.GetValues<Tear>().Length);
                Tell($"kill {one}, {tear} behind its log");
                await _cluster.KillAsync(one);
                TornTail.Write(_cluster.Folder(one), tear, _random);
                await _cluster.StartAsync(one);
                break;
            case 6:
                var (code, after) = await _cluster.TerminateAsync(one);
                Tell($"terminate {one}: {code} after {after.TotalMilliseconds:F0} ms");
                Assert.Equal(0, code);
                await _cluster.StartAsync(one);
                break;
            case 7:
                await CutAsync($"{one} from the others", network => network.Separate([one], _cluster.Ids.Except([one])));
                break;
            case 8:
                var leader = await _cluster.LeaderAsync();
                await CutAsync($"the leader {leader} from the others", network => network.Separate([leader], _cluster.Ids.Except([leader])));
                break;
            case 9:
                var other = _cluster.Ids[(_cluster.Ids.ToList().IndexOf(one) + 1) % _cluster.Ids.Count];
                var isOneWay = _random.Next(2) == 0;
                await CutAsync($"the way from {one} to {other}{(isOneWay ? "" : " and back")}", network =>
                {
                    network.Cut(one, other);
                    if (!isOneWay)
                    {
                        network.Cut(other, one);
                    }
                });
                break;
            case 11:
                await DiskFailedAsync(one);
                break;
            default:
                Tell($"strangers at {one}");
                using (var strangers = new Strangers(_random.Next()))
                {
                    await strangers.BotherAsync(_cluster.ListenAddress(one));
                    await strangers.BotherAsync(_cluster.HttpAddress(one));
                    await play.Load.GoOnAsync(Milliseconds(500));
                }

                break;
        }
    }

    private async Task KilledAsync(IReadOnlyList<int> ids)
    {
        var pause = Milliseconds(1500);
        Tell($"kill {string.Join(", ", ids)} for {pause.TotalMilliseconds:F0} ms");
        await Task.WhenAll(ids.Select(_cluster.KillAsync));
        await play.Load.GoOnAsync(pause);
        await Task.WhenAll(ids.Select(_cluster.StartAsync));
    }

    /// <summary>A write or a sync of its votes fails: the process ends by itself, and comes back when the disk is in order.</summary>
    private async Task DiskFailedAsync(int id)
    {
        var (call, error) = _random.Next(3) switch
        {
            0 => ("pwrite64", "EIO"),
            1 => ("pwrite64", "ENOSPC"),
            _ => ("fdatasync", "EIO"),
        };
        play.MayHalt = true;
        await _cluster.KillAsync(id);
        var segment = Directory.GetFiles(_cluster.Folder(id), "*.log").Order(StringComparer.Ordinal).Last();
        using var strace = new Strace(call, $"error={error}", string.Create(CultureInfo.InvariantCulture, $"{_random.Next(1, 100)}"), segment);
        await _cluster.StartAsync(id, strace.Command);
        var code = await _cluster.Process(id).ExitCodeAsync();
        Tell($"{call} of {id} failed with {error}: it ended with {code}");
        Assert.Equal(1, code);
        await play.Load.GoOnAsync(Milliseconds(1500));
        await _cluster.StartAsync(id);
    }

    private async Task FrozenAsync(int id)
    {
        var pause = Milliseconds(3000);
        Tell($"freeze {id} for {pause.TotalMilliseconds:F0} ms");
        await _cluster.FreezeAsync(id);
        await play.Load.GoOnAsync(pause);
        await _cluster.ThawAsync(id);
    }

    private async Task CutAsync(string what, Action<PeerProxies> cut)
    {
        var pause = Milliseconds(4000);
        Tell($"cut {what} for {pause.TotalMilliseconds:F0} ms");
        cut(_cluster.Network);
        await play.Load.GoOnAsync(pause);
        _cluster.Network.Heal();
    }

    private TimeSpan Milliseconds(int most) => TimeSpan.FromMilliseconds(_random.Next(most));

    private void Tell(string text) => play.Tell(string.Create(CultureInfo.InvariantCulture, $"  {text}"));
}
