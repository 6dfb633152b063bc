using PaxosGen.LoadTest;
using PaxosGen.LoadTest.Load;
using PaxosGen.LoadTest.Measuring;

try
{
    switch (args)
    {
        case ["serve", var id, var members, var folder, .. var rest]:
            return await Replica.ServeAsync(id, members, folder, new Arguments(rest));
        case ["load"]:
            return await LoadProcess.ServeAsync();
        case ["compare", .. var rest]:
            return await Comparison.RunAsync(rest);
        case ["syncs"]:
            await SyncCheck.RunAsync();
            return 0;
        default:
            Console.Error.WriteLine("compare | syncs; serve ID MEMBERS FOLDER and load are what they start. docs/performance.md tells their options.");
            return 2;
    }
}
catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException or TimeoutException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
