using System.Text.Json;
using PaxosGen.LoadTest;
using PaxosGen.LoadTest.Load;
using PaxosGen.LoadTest.Workloads;

switch (args)
{
    case ["serve", var id, var members, var folder, .. var machine]:
        return await Replica.ServeAsync(id, members, folder, machine is [var name] ? name : Replica.KeyValueStore);
    case ["load", var spec]:
        Console.WriteLine(JsonSerializer.Serialize(await LoadGenerator.RunAsync(JsonSerializer.Deserialize<LoadSpec>(spec)!)));
        return 0;
    case ["compare", .. var arguments]:
        return await Comparison.RunAsync(arguments);
    case ["workloads", .. var arguments]:
        return await WorkloadRuns.RunAsync(arguments);
    default:
        Console.Error.WriteLine("serve ID MEMBERS FOLDER [kv|smallbank] | load SPEC | compare [--rounds N] [--targets a,b] | workloads [--workload a,b] [--clients N] [--connections N] [--seconds N]");
        return 2;
}
