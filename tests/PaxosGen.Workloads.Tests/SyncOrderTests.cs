using PaxosGen.LoadTest.Measuring.Traces;

namespace PaxosGen.Workloads.Tests;

/// <summary>
/// The check that votes and promises leave after their sync, on a trace of a follower from its birth to its fourth batch, and on
/// what the trace would look like had a sync been missing, late or in vain. Of sends to the leader, the trace has the hello, the Promise
/// and all Accepted; of each batch, the bytes up to its last record.
/// </summary>
public sealed class SyncOrderTests
{
    /// <summary>The checksum seed of the store in the trace.</summary>
    private const uint Seed = 0x0aa9fd3c;

    // Line numbers, from 1 as in messages.
    private const int FirstSyncOfPromise = 7;
    private const int SecondSyncOfPromise = 9;
    private const int Promise = 10;
    private const int Batch = 18;
    private const int Sync = 19;
    private const int Accepted = 20;

    private static readonly string[] Recorded = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Traces", "follower.trace"));

    [Fact]
    public void A_recorded_trace_is_in_order()
    {
        var order = SyncOrder.Of(Recorded, Seed);
        Assert.Empty(order.Violations);
        Assert.Equal((4, 8, 5, 1), (order.Batches, order.Syncs, order.Accepted, order.Promises));
        Assert.InRange(order.Votes, order.Accepted, 30);
        Assert.Equal(0, order.VotesOfOtherBallots);
    }

    [Fact]
    public void A_vote_without_a_sync_is_found()
    {
        var order = SyncOrder.Of(Without(Sync), Seed);
        AssertFound(order, Accepted - 1, "Accepted", "it was written on line 18 and not synced");
        Assert.Equal(7, order.Syncs);
    }

    [Fact]
    public void A_vote_that_leaves_before_its_sync_is_found()
    {
        AssertFound(SyncOrder.Of(Swapped(Sync, Accepted), Seed), Sync, "Accepted", "not synced");
    }

    [Fact]
    public void A_vote_after_a_sync_that_failed_is_found_even_if_a_later_one_succeeds()
    {
        var failed = Recorded[Sync - 1].Replace("= 0", "= -1 EIO (Input/output error)", StringComparison.Ordinal);
        AssertFound(SyncOrder.Of(Replaced(Sync, failed), Seed), Accepted, "Accepted", "it was written on line 18 and not synced");
        AssertFound(SyncOrder.Of(Replaced(Sync, failed, Recorded[Sync - 1]), Seed), Accepted + 1, "Accepted", "not synced");
    }

    [Fact]
    public void A_sync_that_began_before_the_batch_was_written_does_not_count()
    {
        var (begins, ends) = Split(Sync, "900");
        string[] lines = [.. Recorded[..(Batch - 1)], begins, Recorded[Batch - 1], ends, .. Recorded[Sync..]];
        AssertFound(SyncOrder.Of(lines, Seed), Accepted + 1, "Accepted", "it was written on line 19 and not synced");
    }

    [Fact]
    public void A_vote_that_another_thread_sends_while_the_sync_goes_on_is_found()
    {
        var (begins, ends) = Split(Sync, "900");
        AssertFound(SyncOrder.Of(Replaced(Sync, begins, Recorded[Accepted - 1], ends), Seed), Accepted, "Accepted", "not synced");

        // The send ends after the sync, but has begun before.
        var (sends, sent) = Split(Accepted, "901");
        string[] lines = [.. Recorded[..(Sync - 1)], begins, sends, ends, sent, .. Recorded[Accepted..]];
        AssertFound(SyncOrder.Of(lines, Seed), Accepted, "Accepted", "it was written on line 18 and synced on line 21 only");
    }

    [Fact]
    public void Calls_on_two_lines_are_joined()
    {
        var lines = Enumerable.Range(1, Recorded.Length).SelectMany(number =>
        {
            var (begins, ends) = Split(number, $"{number}");
            return new[] { begins, ends };
        });
        var order = SyncOrder.Of(lines, Seed);
        Assert.Empty(order.Violations);
        Assert.Equal((4, 8, 5, 1), (order.Batches, order.Syncs, order.Accepted, order.Promises));
    }

    [Fact]
    public void A_vote_for_what_was_never_written_is_found()
    {
        AssertFound(SyncOrder.Of(Without(Batch), Seed), Accepted - 1, "Accepted", "it was never written");
    }

    [Fact]
    public void A_promise_is_durable_with_the_first_of_its_two_blocks()
    {
        Assert.Empty(SyncOrder.Of(Without(SecondSyncOfPromise), Seed).Violations);
        var neither = Recorded.Where((_, at) => at is not (FirstSyncOfPromise - 1) and not (SecondSyncOfPromise - 1));
        AssertFound(SyncOrder.Of(neither, Seed), Promise - 2, "Promise", "not synced");
    }

    [Fact]
    public void A_send_of_which_the_trace_shows_a_part_is_not_taken_for_good()
    {
        var sent = Recorded[Accepted - 1];
        var cut = sent.Replace("\", 30,", "\"..., 300,", StringComparison.Ordinal).Replace("= 30", "= 300", StringComparison.Ordinal);
        Assert.NotEqual(sent, cut);
        Assert.Contains("of 300 bytes sent only 30 are in the trace", SyncOrder.Of(Replaced(Accepted, cut), Seed).Violations[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Batches_of_another_store_are_not_taken_for_this_ones()
    {
        var order = SyncOrder.Of(Recorded, Seed + 1);
        Assert.Equal(0, order.Batches);
        Assert.Contains(order.Violations, v => v.Contains("neither a batch of this store nor zeros", StringComparison.Ordinal));
        Assert.Contains(order.Violations, v => v.Contains("it was never written", StringComparison.Ordinal));
    }

    private static void AssertFound(SyncOrder order, int line, string message, string why)
    {
        Assert.NotEmpty(order.Violations);
        Assert.All(order.Violations, violation =>
        {
            Assert.StartsWith($"line {line}: {message} ", violation, StringComparison.Ordinal);
            Assert.Contains(why, violation, StringComparison.Ordinal);
        });
    }

    private static string[] Without(int line) => Replaced(line);

    private static string[] Replaced(int line, params string[] by) => [.. Recorded[..(line - 1)], .. by, .. Recorded[line..]];

    private static string[] Swapped(int line, int other)
    {
        string[] lines = [.. Recorded];
        (lines[line - 1], lines[other - 1]) = (lines[other - 1], lines[line - 1]);
        return lines;
    }

    /// <summary>A call as strace tells of it when another thread's comes in between.</summary>
    private static (string Begins, string Ends) Split(int line, string thread)
    {
        var call = Recorded[line - 1];
        var at = call.LastIndexOf(')');
        var name = call[(call.IndexOf(' ') + 1)..call.IndexOf('(')];
        return ($"{thread}{call[call.IndexOf(' ')..at]} <unfinished ...>", $"{thread} <... {name} resumed>{call[at..]}");
    }
}
