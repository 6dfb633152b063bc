using PaxosGen;

await using var cluster = await LocalCluster<SumReplica>.StartAsync(3);
await using var client = await SumClient.ConnectAsync(cluster.Members.Values);
await client.AddAsync(1);
Console.WriteLine($"{await client.AddAsync(2)} = 1 + 2");

[ReplicatedStateMachine]
public sealed partial class Sum
{
    private int _sum;

    [Command(1)]
    public int Add(int term) => _sum += term;
}
