using Microsoft.Extensions.DependencyInjection;

namespace PaxosGen.AspNetCore.Hosting;

/// <summary>Registers what was generated for a state machine: the typed replica, the client, and the client's interface.</summary>
/// <param name="services">Where to.</param>
/// <typeparam name="TMachine">The state machine.</typeparam>
internal sealed class Registration<TMachine>(IServiceCollection services) : IGeneratedTypesVisitor
{
    public void Visit<TReplica, TClient, TContract>()
        where TReplica : class, ITypedReplica<TReplica>
        where TClient : class, ITypedClient<TClient>, TContract
        where TContract : class
    {
        services.AddSingleton(static provider => TReplica.Create(provider.GetRequiredService<HostedReplica<TMachine>>()));
        services.AddSingleton(static provider => TClient.Create(provider.GetRequiredService<HostedReplica<TMachine>>().Client));
        services.AddSingleton<TContract>(static provider => provider.GetRequiredService<TClient>());
    }
}
