using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using PaxosGen.AspNetCore.Hosting;

namespace PaxosGen;

/// <summary>Hosts replicas.</summary>
public static class PaxosReplicaServiceCollectionExtensions
{
    /// <summary>The tag of the health checks that fail once the process should be replaced.</summary>
    public const string LiveTag = "live";

    /// <summary>The tag of the health checks that fail while requests should go elsewhere.</summary>
    public const string ReadyTag = "ready";

    /// <summary>
    /// Runs a replica of <typeparamref name="TMachine"/> with the host. To be injected: what is generated for it
    /// (<c>BankReplica</c>, <c>BankClient</c>, <c>IBankClient</c>), and its <see cref="IReplicaHandle"/>. Its health checks have
    /// the tags <see cref="LiveTag"/> and <see cref="ReadyTag"/>. The host does not start with options that contradict themselves.
    /// </summary>
    /// <typeparam name="TMachine">The state machine: a class with <c>[ReplicatedStateMachine]</c>.</typeparam>
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">The settings of <see cref="PaxosReplicaOptions"/>.</param>
    /// <exception cref="InvalidOperationException">It is hosted already.</exception>
    public static IServiceCollection AddPaxosReplica<TMachine>(this IServiceCollection services, IConfiguration configuration)
        where TMachine : class, IReplicatedStateMachine<TMachine>
    {
        ArgumentNullException.ThrowIfNull(configuration);
        Add<TMachine>(services).Bind(configuration, static binder => binder.ErrorOnUnknownConfiguration = true);
        return services;
    }

    /// <summary>Runs a replica of <typeparamref name="TMachine"/> with the host, like the other overload, with options from code.</summary>
    /// <typeparam name="TMachine">The state machine: a class with <c>[ReplicatedStateMachine]</c>.</typeparam>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="InvalidOperationException">It is hosted already.</exception>
    public static IServiceCollection AddPaxosReplica<TMachine>(this IServiceCollection services, Action<PaxosReplicaOptions> configure)
        where TMachine : class, IReplicatedStateMachine<TMachine>
    {
        ArgumentNullException.ThrowIfNull(configure);
        Add<TMachine>(services).Configure(configure);
        return services;
    }

    private static OptionsBuilder<PaxosReplicaOptions> Add<TMachine>(IServiceCollection services)
        where TMachine : class, IReplicatedStateMachine<TMachine>
    {
        ArgumentNullException.ThrowIfNull(services);
        var machine = HostedReplica<TMachine>.Name;
        if (services.Any(static s => s.ServiceType == typeof(HostedReplica<TMachine>)))
        {
            throw new InvalidOperationException($"A replica of {machine} is hosted already; a process hosts one of each state machine.");
        }

        services.AddSingleton<HostedReplica<TMachine>>();
        services.AddSingleton<HostedReplica>(static provider => provider.GetRequiredService<HostedReplica<TMachine>>());
        services.AddSingleton<IReplicaHandle>(static provider => provider.GetRequiredService<HostedReplica<TMachine>>());
        services.AddHostedService<ReplicaService<TMachine>>();
        TMachine.Introduce(new Registration<TMachine>(services));
        services.AddHealthChecks()
            .Add(Check<TMachine>($"{machine}.{LiveTag}", mustServe: false, LiveTag))
            .Add(Check<TMachine>($"{machine}.{ReadyTag}", mustServe: true, ReadyTag));
        services.AddSingleton<IValidateOptions<PaxosReplicaOptions>>(new PaxosReplicaOptionsValidator(machine));
        return services.AddOptions<PaxosReplicaOptions>(machine).ValidateOnStart();
    }

    private static HealthCheckRegistration Check<TMachine>(string name, bool mustServe, string tag) => new(
        name,
        provider => new ReplicaHealthCheck(provider.GetRequiredService<HostedReplica<TMachine>>(), mustServe),
        HealthStatus.Unhealthy,
        [tag]);
}
