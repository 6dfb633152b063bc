using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace PaxosGen.AspNetCore.Tests;

/// <summary>Every setting of a replica can be configured.</summary>
public sealed class OptionsTests
{
    private static readonly PropertyInfo[] Properties = typeof(ReplicaOptions).GetProperties().Where(static p => p.Name is not ("Client" or "Tls" or "EqualityContract")).ToArray();

    [Fact]
    public void There_is_a_setting_for_everything_with_the_same_default()
    {
        var expected = new ReplicaOptions { Id = 0, DataDirectory = "", Members = new Dictionary<int, string>() };
        var actual = new PaxosReplicaOptions();
        Assert.All(Properties, p => Assert.Equal(p.GetValue(expected), Of(p).GetValue(actual)));
        Assert.Equal(expected.Client.CallTimeout, actual.CallTimeout);
        Assert.Null(actual.Tls);
        Assert.Null(actual.ToReplicaOptions().Tls);
        Assert.Equal(
            Properties.Select(static p => p.Name).Append(nameof(PaxosReplicaOptions.CallTimeout)).Append(nameof(PaxosReplicaOptions.Tls)).Order(StringComparer.Ordinal),
            typeof(PaxosReplicaOptions).GetProperties().Select(static p => p.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_setting_is_read_and_reaches_the_replica()
    {
        var settings = new Dictionary<string, string?> { ["CallTimeout"] = "00:00:17", ["Tls:CertificateFile"] = "own.pem", ["Tls:KeyFile"] = "own.key", ["Tls:RootsFile"] = "ca.pem", ["Tls:PinsFile"] = "pins", ["Tls:Revocation"] = "Offline" };
        foreach (var p in Properties)
        {
            var type = Nullable.GetUnderlyingType(p.PropertyType) ?? p.PropertyType;
            var (key, value) = type == typeof(int) || type == typeof(long) ? (p.Name, "123")
                : type == typeof(bool) ? (p.Name, "true")
                : type == typeof(string) ? (p.Name, "text")
                : type == typeof(TimeSpan) ? (p.Name, "00:00:17")
                : type.IsEnum ? (p.Name, Enum.GetNames(type)[^1])
                : type == typeof(IReadOnlyDictionary<int, string>) ? ($"{p.Name}:5", "text")
                : type == typeof(IReadOnlyDictionary<int, int>) ? ($"{p.Name}:5", "123")
                : throw new NotSupportedException($"No sample of {type}.");
            settings.Add(key, value);
        }

        var services = new ServiceCollection();
        services.AddLogging().AddPaxosReplica<Tally>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        foreach (var validator in services.Where(static s => s.ServiceType == typeof(IValidateOptions<PaxosReplicaOptions>)).ToArray())
        {
            services.Remove(validator);
        }

        using var provider = services.BuildServiceProvider();
        var options = provider.GetRequiredService<IOptionsMonitor<PaxosReplicaOptions>>().Get(typeof(Tally).FullName);
        var replica = options.ToReplicaOptions();
        var defaults = new ReplicaOptions { Id = 0, DataDirectory = "", Members = new Dictionary<int, string>() };
        Assert.All(Properties, p =>
        {
            Assert.NotEqual(p.GetValue(defaults), p.GetValue(replica));
            Assert.Equal(Of(p).GetValue(options), p.GetValue(replica));
        });
        Assert.Equal(("own.pem", "own.key", "ca.pem", "pins"), (options.Tls!.CertificateFile, options.Tls.KeyFile, options.Tls.RootsFile, options.Tls.PinsFile));
        Assert.Equal(System.Security.Cryptography.X509Certificates.X509RevocationMode.Offline, replica.Tls!.Revocation);
        Assert.True(replica.Tls is { Roots: not null, Pins: not null });
        Assert.Equal(TimeSpan.FromSeconds(17), replica.Client.CallTimeout);
        Assert.Equal(123, replica.Client.MaxCommandBytes);
    }

    private static PropertyInfo Of(PropertyInfo property) => typeof(PaxosReplicaOptions).GetProperty(property.Name)
        ?? throw new InvalidOperationException($"PaxosReplicaOptions has no {property.Name}.");
}
