using Microsoft.Extensions.Options;
using PaxosGen.Server.Hosting;

namespace PaxosGen.AspNetCore.Hosting;

/// <summary>Refuses options that contradict themselves in the replica's own words, and those that configuration has left out, before anything starts.</summary>
/// <param name="machine">The state machine whose options these are.</param>
internal sealed class PaxosReplicaOptionsValidator(string machine) : IValidateOptions<PaxosReplicaOptions>
{
    public ValidateOptionsResult Validate(string? name, PaxosReplicaOptions options)
    {
        if (name != machine)
        {
            return ValidateOptionsResult.Skip;
        }

        List<string> missing = [];
        if (options.Id < 1)
        {
            missing.Add($"Id is {options.Id}: give this replica the id, from 1, that the list of members has it under.");
        }

        if (string.IsNullOrWhiteSpace(options.DataDirectory))
        {
            missing.Add("DataDirectory is missing: name the folder of this replica's log and snapshots.");
        }

        if (options.Members.Count == 0)
        {
            missing.Add("Members is missing: write the address of every founding member under its id, for example \"Members\": { \"1\": \"127.0.0.1:7101\" }.");
        }

        if (options.CallTimeout <= TimeSpan.Zero)
        {
            missing.Add("CallTimeout must be positive.");
        }

        if (missing.Count > 0)
        {
            return ValidateOptionsResult.Fail(missing);
        }

        try
        {
            _ = StoreOpening.Validate(options.ToReplicaOptions());
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException e)
        {
            return ValidateOptionsResult.Fail(e.Message);
        }
    }
}
