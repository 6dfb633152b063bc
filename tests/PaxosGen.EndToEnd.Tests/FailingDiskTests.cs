using Xunit.Abstractions;

namespace PaxosGen.EndToEnd.Tests;

/// <summary>
/// The disk of one process fails or is full. It stops voting and says why, or waits for space; the others serve, and at
/// the end nothing that was acknowledged is missing. Needs strace.
/// </summary>
public sealed class FailingDiskTests(ITestOutputHelper output)
{
    private const int Victim = 2;
    private const string FirstSegment = "0000000000000001.log";
    private const string FirstSnapshot = "snapshot-00000000000000000400.tmp";
    private static readonly TimeSpan AWhile = TimeSpan.FromSeconds(0.4);

    /// <summary>Files are named as they are when the call fails; the first calls are of the start, later ones of votes.</summary>
    [StraceTheory]
    [InlineData("fdatasync", "EIO", 5, "40", FirstSegment)]
    [InlineData("pwrite64", "ENOSPC", 28, "40", FirstSegment)]
    [InlineData("fdatasync", "EIO", 5, "1", FirstSnapshot)]
    public Task An_error_of_a_write_or_sync_ends_the_process_and_the_others_serve(string call, string error, int number, string when, string file) => Play.RunAsync(
        output,
        async play =>
        {
            play.MayHalt = true;
            using var strace = new Strace("pwrite64,fdatasync", $"error={error}", when, Path.Combine(play.Cluster.Folder(Victim), file));

            // Only one of the two calls is to fail; the other is watched.
            var command = strace.Command.Select(w => w.Replace("inject=pwrite64,fdatasync", $"inject={call}", StringComparison.Ordinal)).ToArray();
            await play.Cluster.StartAsync(Victim, command);
            var process = play.Cluster.Process(Victim);
            Assert.Equal(1, await process.ExitCodeAsync());
            play.Tell($"ended; served again after {(await play.Load.ServedAsync()).TotalMilliseconds:F0} ms");

            var name = call == "pwrite64" ? "pwrite" : call;
            var failed = $"{name} of '{Path.Combine(play.Cluster.Folder(Victim), file)}'";
            Assert.Contains($"bank: {failed}", process.Output, StringComparison.Ordinal);
            Assert.Contains($"failed with errno {number} (", process.Output, StringComparison.Ordinal);
            Assert.Contains($"The disk failed: {name} of", process.Output, StringComparison.Ordinal);

            // No second sync, no other write: the failed call is the last that this file sees.
            var calls = strace.Calls;
            Assert.Contains("(INJECTED)", calls[^1], StringComparison.Ordinal);
            Assert.Single(calls, line => line.Contains("(INJECTED)", StringComparison.Ordinal));
            await play.Load.GoOnAsync(AWhile);
        },
        absent: [Victim]);

    [StraceTheory]
    [InlineData("pwrite64", "promised")]
    [InlineData("fdatasync", "extent")]
    [InlineData("fdatasync", "identity.tmp")]
    [InlineData("fsync", "")]
    public async Task An_error_while_it_starts_ends_the_process_with_a_sentence(string call, string file)
    {
        await using var cluster = new BankCluster(1);
        var path = Path.Combine(cluster.Folder(1), file).TrimEnd('/');
        using var strace = new Strace(call, "error=EIO", "1", path);
        var process = cluster.Launch(1, strace.Command);
        Assert.Equal(1, await process.ExitCodeAsync());
        Assert.Contains($"of '{path}'", process.Sentence, StringComparison.Ordinal);
        Assert.Contains("failed with errno 5 (Input/output error). The replica stops; check the disk", process.Sentence, StringComparison.Ordinal);

        // Nothing of it stands in the way once the disk is in order.
        await cluster.StartAsync(1);
        Assert.Equal(0, (await cluster.TerminateAsync(1)).ExitCode);
    }

    [StraceTheory]
    [InlineData("EDQUOT")]
    public Task Without_space_for_a_segment_it_waits_and_goes_on(string error) => Play.RunAsync(
        output,
        async play =>
        {
            play.MayHalt = true;
            var path = Path.Combine(play.Cluster.Folder(Victim), FirstSegment + ".new");

            // One a second: time enough to be seen, however busy the machine is.
            using var strace = new Strace("fallocate", $"error={error}", "1..10", path);
            await play.Cluster.StartAsync(Victim, strace.Command);
            await IsFullAsync(play, path);
            await ResumesAsync(play);
            Assert.Equal(10, strace.Calls.Count(line => line.Contains("(INJECTED)", StringComparison.Ordinal)));
        },
        absent: [Victim]);

    [StraceFact]
    public Task On_a_full_file_system_it_waits_and_goes_on_when_there_is_space()
    {
        // Without the right to mount, what the file system would have said is put into its mouth.
        if (!Tmpfs.IsPermitted())
        {
            output.WriteLine("This process may not mount a file system; the errors of a full one are injected.");
            return Without_space_for_a_segment_it_waits_and_goes_on("ENOSPC");
        }

        return Play.RunAsync(
            output,
            async play =>
            {
                play.MayHalt = true;
                var small = new Tmpfs("1m");
                play.Cluster.Mount(Victim, small);
                await play.Cluster.StartAsync(Victim);
                await IsFullAsync(play, Path.Combine(play.Cluster.Folder(Victim), FirstSegment + ".new"));

                // What was acknowledged before it was full is there, and a ballot still finds its place.
                await play.Cluster.KillAsync(Victim);
                await play.Cluster.StartAsync(Victim);
                await IsFullAsync(play, FirstSegment);
                small.Grow("200m");
                await ResumesAsync(play);
            },
            absent: [Victim]);
    }

    [StraceFact]
    public async Task Status_says_why_a_replica_has_halted_and_the_other_two_of_its_process_serve()
    {
        var folder = Directory.CreateTempSubdirectory("bank-halted-");
        try
        {
            var path = Path.Combine(folder.FullName, "2", FirstSegment);
            using var strace = new Strace("fdatasync", "error=EIO", "30", path);
            await using var bank = BankProcess.StartUnder(strace.Command, "--data", folder.FullName, "--http", "127.0.0.1:0");
            var address = await bank.AddressAsync();
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
            var paid = 0;
            await Until.HoldsAsync("replica 2 has halted and says why", async () =>
            {
                await PayInAsync();
                var status = await http.GetStringAsync(new Uri($"{address}/status?replica=2"));
                return ReplicaState.Parse(status).HaltReason?.StartsWith($"fdatasync of '{path}' failed with errno 5", StringComparison.Ordinal) == true;
            });
            await PayInAsync();
            Assert.Contains($"\"balance\":{paid}", await http.GetStringAsync(new Uri($"{address}/accounts/alice")), StringComparison.Ordinal);

            async Task PayInAsync()
            {
                using var amount = new StringContent("""{"amount":1}""", System.Text.Encoding.UTF8, "application/json");
                using var answer = await http.PostAsync(new Uri($"{address}/accounts/alice/deposit"), amount);
                Assert.True(answer.IsSuccessStatusCode, $"{answer}");
                paid++;
            }

            Assert.Contains("(INJECTED)", strace.Calls[^1], StringComparison.Ordinal);
            await bank.StopsAsync();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task IsFullAsync(Play play, string file)
    {
        await Until.HoldsAsync("it waits for space", async () => await play.Cluster.StatusAsync(Victim) is { DiskFull: true, HaltReason: null });
        await Until.HoldsAsync("it says so", () => Task.FromResult(play.Cluster.Process(Victim).Output.Contains("The disk is full: No space for", StringComparison.Ordinal)));
        Assert.Contains(Path.GetFileName(file), play.Cluster.Process(Victim).Output, StringComparison.Ordinal);
        play.Tell($"full; served after {(await play.Load.ServedAsync()).TotalMilliseconds:F0} ms");
    }

    private static async Task ResumesAsync(Play play)
    {
        var through = (await play.Cluster.StatusAsync(await play.Cluster.LeaderAsync()))?.ChosenThrough;
        var after = await Until.HoldsAsync(
            "it goes on", async () => await play.Cluster.StatusAsync(Victim) is { DiskFull: false, HaltReason: null } state && state.AppliedThrough >= through);
        play.Tell($"went on {after.TotalMilliseconds:F0} ms later");
        Assert.Contains("There is space again", play.Cluster.Process(Victim).Output, StringComparison.Ordinal);
    }
}
