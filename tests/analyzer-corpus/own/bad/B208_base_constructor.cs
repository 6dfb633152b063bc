using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B208;

public abstract class Entity
{
    protected Entity() => Id = Guid.NewGuid(); // EXPECT: entropy
    public Guid Id { get; set; }
}

public sealed class Customer : Entity
{
    public string Name { get; set; } = "";
}

[ReplicatedStateMachine]
public partial class Customers
{
    private readonly List<Customer> _customers = new();

    [Command(1)]
    public Guid Add(string name)
    {
        var customer = new Customer { Name = name };
        _customers.Add(customer);
        return customer.Id;
    }
}
