using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PaxosGen.Server.Hosting;

namespace PaxosGen.AspNetCore.Hosting;

/// <summary>
/// Runs one replica for as long as the host runs. Starting does not wait for the other members; stopping lets calls in flight
/// end and another replica lead. A replica that has to halt is this service's failure, and ends the host unless
/// <see cref="HostOptions.BackgroundServiceExceptionBehavior"/> says otherwise.
/// </summary>
/// <typeparam name="TMachine">The state machine.</typeparam>
internal sealed class ReplicaService<TMachine>(HostedReplica<TMachine> replica, IOptionsMonitor<PaxosReplicaOptions> options, ILoggerFactory loggers) : BackgroundService
    where TMachine : class, IReplicatedStateMachine<TMachine>
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            var how = options.Get(replica.Machine).ToReplicaOptions();

            // Reading a long log keeps its thread busy, and other services may start meanwhile.
            replica.OnStarted(await Task.Run(
                () => ReplicaHost.StartAsync(how, TMachine.Schema, static () => TMachine.Create(), null, cancellationToken, loggerFactory: loggers), cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            replica.OnFailed(e);
            throw;
        }

        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await replica.StopAsync(cancellationToken).ConfigureAwait(false);
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => replica.Completion;
}
