using System.Text.Json;
using PaxosGen.LoadTest;
using PaxosGen.LoadTest.Load;

switch (args)
{
    case ["serve", var id, var members, var folder]:
        return await Replica.ServeAsync(id, members, folder);
    case ["load", var spec]:
        Console.WriteLine(JsonSerializer.Serialize(await LoadGenerator.RunAsync(JsonSerializer.Deserialize<LoadSpec>(spec)!)));
        return 0;
    case ["compare", .. var arguments]:
        return await Comparison.RunAsync(arguments);
    default:
        Console.Error.WriteLine("serve ID MEMBERS FOLDER | load SPEC | compare [--rounds N] [--targets a,b]");
        return 2;
}
