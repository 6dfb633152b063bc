using PaxosGen;

const int Callers = 4;
const int Increments = 500;

Console.WriteLine("Starting three replicas in this process...");
await using var cluster = await LocalCluster<CounterReplica>.StartAsync(3);
await using var client = await CounterClient.ConnectAsync(cluster.Members.Values);

var done = 0;
var halfWay = new TaskCompletionSource();
var callers = Enumerable.Range(0, Callers).Select(async _ =>
{
    for (var i = 0; i < Increments; i++)
    {
        await client.IncrementAsync("visits", 1);
        if (Interlocked.Increment(ref done) == Callers * Increments / 2)
        {
            halfWay.SetResult();
        }
    }
}).ToList();

await halfWay.Task;
var leader = await cluster.WaitForLeaderAsync();
Console.WriteLine($"Half way, at {done} increments: killing the leader, replica {leader}.");
await cluster.StopAsync(leader);

await Task.WhenAll(callers);
var value = await client.ValueAsync("visits");
Console.WriteLine($"Replica {await cluster.WaitForLeaderAsync()} leads now. {Callers} callers x {Increments} increments = {value}.");
return value == Callers * Increments ? 0 : 1;

/// <summary>Named counters.</summary>
[ReplicatedStateMachine]
public sealed partial class Counter
{
    private readonly SortedDictionary<string, long> _values = new(StringComparer.Ordinal);

    /// <summary>Adds to a counter and returns its new value.</summary>
    [Command(1)]
    public long Increment(string name, long by) => _values[name] = Value(name) + by;

    /// <summary>The value of a counter; 0 before the first increment.</summary>
    [Query(2)]
    public long Value(string name) => _values.GetValueOrDefault(name);
}
