using PaxosGen.Core;
using PaxosGen.Server.Applying;

namespace PaxosGen.Server.Tests.Applying;

public sealed class KeyTests
{
    private readonly Play _play = new(new ClusterSettings { KeyLimit = 2, KeyRetention = 100 });

    [Fact]
    public void A_repeated_key_gets_the_first_answer_and_does_not_run()
    {
        var first = _play.Keyed(1, Ledger.Add("a", 5)).ShouldRun();
        _play.Keyed(2, Ledger.Add("a", 5)).ShouldRun();
        _play.Keyed(1, Ledger.Add("a", 5), at: 99).ShouldRepeat(first);
        Assert.Equal(10, _play.Sum("a"));
    }

    [Fact]
    public void A_used_key_with_another_command_is_refused()
    {
        var first = _play.Keyed(1, Ledger.Add("a", 5)).ShouldRun();
        _play.Keyed(1, Ledger.Add("a", 6)).ShouldBeRefused(Refusal.KeyReused);
        _play.Keyed(1, Ledger.Add("a", 5)).ShouldRepeat(first);
    }

    [Fact]
    public void A_full_table_refuses_new_keys_answers_known_ones_and_drops_none()
    {
        var first = _play.Keyed(1, Ledger.Add("a", 1)).ShouldRun();
        _play.Keyed(2, Ledger.Add("a", 1)).ShouldRun();
        _play.Keyed(3, Ledger.Add("a", 1), at: 99).ShouldBeRefused(Refusal.KeyTableFull);
        _play.Keyed(1, Ledger.Add("a", 1)).ShouldRepeat(first);
        _play.Keyed(1, Ledger.Add("a", 2)).ShouldBeRefused(Refusal.KeyReused);
    }

    [Fact]
    public void After_its_retention_a_key_runs_again_and_repeats_do_not_prolong_it()
    {
        var first = _play.Keyed(1, Ledger.Add("a", 1), at: 1000).ShouldRun();
        _play.Keyed(1, Ledger.Add("a", 1), at: 1099).ShouldRepeat(first);
        _play.Keyed(1, Ledger.Add("a", 1), at: 1100).ShouldRun();
        Assert.Equal(1, _play.Applier.KeyCount);
    }

    [Fact]
    public void Forgotten_keys_make_room()
    {
        _play.Keyed(1, Ledger.Add("a", 1), at: 0).ShouldRun();
        _play.Keyed(2, Ledger.Add("a", 1), at: 50).ShouldRun();
        _play.Keyed(3, Ledger.Add("a", 1), at: 100).ShouldRun();
        _play.Keyed(4, Ledger.Add("a", 1), at: 120).ShouldBeRefused(Refusal.KeyTableFull);
        _play.Keyed(4, Ledger.Add("a", 1), at: 500).ShouldRun();
        Assert.Equal(1, _play.Applier.KeyCount);
        _play.Keyed(5, Ledger.Add("a", 1), at: 500).ShouldRun();
        Assert.Equal(2, _play.Applier.KeyCount);
    }

    [Fact]
    public void Opening_a_session_moves_time_for_keys_too()
    {
        _play.Keyed(1, Ledger.Add("a", 1)).ShouldRun();
        _play.Open(Play.Alice, at: 100);
        Assert.Equal(0, _play.Applier.KeyCount);
    }

    [Fact]
    public void A_key_and_a_session_never_meet()
    {
        _play.Open(new SessionId(1));
        _play.Keyed(1, Ledger.Add("a", 1)).ShouldRun();
        _play.Call(new SessionId(1), 1, Ledger.Add("a", 1)).ShouldRun();
        Assert.Equal(2, _play.Sum("a"));
    }
}
