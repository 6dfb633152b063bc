namespace PaxosGen;

/// <summary>Is shown the types that were generated for a state machine, as type arguments: no reflection, and nothing is trimmed.</summary>
public interface IGeneratedTypesVisitor
{
    /// <summary>Takes the types.</summary>
    /// <typeparam name="TReplica">The typed replica, as <c>BankReplica</c>.</typeparam>
    /// <typeparam name="TClient">The typed client, as <c>BankClient</c>.</typeparam>
    /// <typeparam name="TContract">The client's interface, as <c>IBankClient</c>.</typeparam>
    void Visit<TReplica, TClient, TContract>()
        where TReplica : class, ITypedReplica<TReplica>
        where TClient : class, ITypedClient<TClient>, TContract
        where TContract : class;
}
