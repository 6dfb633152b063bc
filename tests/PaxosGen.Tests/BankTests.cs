using PaxosGen.Tests.Machines;

namespace PaxosGen.Tests;

/// <summary>The whole way of a generated state machine: client, bytes, dispatch, snapshot.</summary>
public sealed class BankTests
{
    [Fact]
    public async Task A_client_deposits_and_withdraws_through_bytes()
    {
        var client = BankClient.Create(new LocalClient(Replicated.New<Bank>()));

        Assert.Equal(new Movement("alice", true, 0m, 10.5m, 1), await client.DepositAsync("alice", 10.5m));
        Assert.Equal(new Movement("alice", false, 10.5m, 10.5m, 2), await client.WithdrawAsync("alice", 11m));
        Assert.Equal(new Movement("alice", true, 10.5m, 0.5m, 3), await client.WithdrawAsync("alice", 10m));
        Assert.Equal(0.5m, await client.BalanceAsync("alice"));
        Assert.Equal([("alice", 0.5m)], await client.AccountsAsync());
    }

    [Fact]
    public async Task Bytes_of_a_command_are_these()
    {
        var local = new LocalClient(Replicated.New<Bank>());
        await BankClient.Create(local).DepositAsync("bob", 1.5m);

        // version 1, id 1 | 1:bytes "bob" | 2:fixed128 15, scale 1 | end
        Assert.Equal("01010A03626F62140F0000000000000000000000000001" + "0000", Replicated.Hex(local.Sent[0]));
    }

    [Fact]
    public async Task A_snapshot_restores_the_state_and_equal_states_have_equal_bytes()
    {
        var bank = Replicated.New<Bank>();
        var client = BankClient.Create(new LocalClient(bank));
        await client.DepositAsync("b", 2m);
        await client.DepositAsync("a", 1m);
        var snapshot = Replicated.Save(bank);

        var restored = Replicated.Load<Bank>(snapshot);
        Assert.Equal(snapshot, Replicated.Save(restored));
        Assert.Equal(2m, restored.Balance("b"));
        await BankClient.Create(new LocalClient(restored)).DepositAsync("c", 3m);
        Assert.Equal(3m, restored.Balance("c"));
    }

    [Fact]
    public async Task Null_for_a_required_parameter_is_refused_before_anything_is_sent()
    {
        var local = new LocalClient(Replicated.New<Bank>());
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await BankClient.Create(local).DepositAsync(null!, 1m));
        Assert.Empty(local.Sent);
    }

    [Fact]
    public async Task Queries_ask_with_the_consistency_of_their_attribute_unless_told_otherwise()
    {
        var local = new LocalClient(Replicated.New<Bank>());
        var client = BankClient.Create(local);
        await client.BalanceAsync("x");
        Assert.Equal(ReadConsistency.Linearizable, local.Asked);
        await client.AccountsAsync();
        Assert.Equal(ReadConsistency.BoundedStale, local.Asked);
        await client.AccountsAsync(consistency: ReadConsistency.Stale);
        Assert.Equal(ReadConsistency.Stale, local.Asked);
    }

    [Theory]
    [InlineData("")] // nothing
    [InlineData("0101")] // no message
    [InlineData("010100")] // account missing
    [InlineData("000100")] // version 0
    [InlineData("020100")] // version above the known one
    [InlineData("010900")] // unknown id
    [InlineData("010300")] // a query's id
    [InlineData("01010A0162" + "0000")] // trailing byte
    [InlineData("01010A0162" + "1800")] // unknown tag
    [InlineData("01010A0162" + "1400000000000000000000000000000000" + "00")] // present default
    [InlineData("01010A8100" + "6200")] // long form of a varint
    [InlineData("01010A01FF" + "00")] // not UTF-8
    public void Bytes_that_are_no_command_are_refused_and_change_nothing(string hex)
    {
        var bank = Replicated.New<Bank>();
        var before = Replicated.Save(bank);
        Assert.Throws<WireFormatException>(() => Replicated.Apply(bank, Convert.FromHexString(hex)));
        Assert.Equal(before, Replicated.Save(bank));
    }

    [Fact]
    public void Schema_names_the_machine_and_has_a_stable_fingerprint()
    {
        var schema = Replicated.SchemaOf<Bank>();
        Assert.Equal("PaxosGen.Tests.Machines.Bank", schema.Name);
        Assert.Equal(1, schema.Version);
        Assert.Equal([new SchemaFingerprint(1, 0xB48CA650498EDUL)], schema.Fingerprints.AsEnumerable());
        Assert.Contains("command 1 Deposit: PaxosGen.Tests.Machines.Movement\n    1 account: string\n    2 amount: decimal\n", schema.Text, StringComparison.Ordinal);
        Assert.Equal(schema, BankClient.Schema);
        Assert.Equal(schema, BankReplica.Schema);
        Assert.IsType<Bank>(BankReplica.CreateStateMachine());
    }
}
