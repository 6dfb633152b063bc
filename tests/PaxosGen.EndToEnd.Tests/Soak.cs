using System.Diagnostics;
using System.Globalization;

namespace PaxosGen.EndToEnd.Tests;

/// <summary>A random mix of everything that the plays do to processes, one after the other, in an order that the seed decides.</summary>
internal sealed class Soak(Play play)
{
    private const int FaultsInWindow = 4;

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
            play.NewLoad(window);
        }
    }

    private async Task FaultAsync()
    {
        var one = _cluster.Ids[_random.Next(_cluster.Ids.Count)];
        switch (_random.Next(11))
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
