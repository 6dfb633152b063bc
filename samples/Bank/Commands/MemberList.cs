using System.Globalization;
using PaxosGen.Transport;

namespace BankSample.Commands;

/// <summary>The members of a cluster as a command line names them: <c>1=host:port,2=host:port</c>.</summary>
internal static class MemberList
{
    /// <summary>Reads a list.</summary>
    /// <exception cref="FormatException">It makes no sense; says what is wrong with which member.</exception>
    public static SortedDictionary<int, string> Parse(string text)
    {
        SortedDictionary<int, string> members = [];
        foreach (var member in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (member.Split('=', 2) is not [var number, var address])
            {
                throw new FormatException($"'{member}' is no member; write id=host:port, for example 1=127.0.0.1:7101,2=127.0.0.1:7102,3=127.0.0.1:7103.");
            }

            if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id == 0)
            {
                throw new FormatException($"'{number}' is no id of a member; ids are whole numbers from 1.");
            }

            var parsed = ParseAddress(address) ?? throw new FormatException($"'{address}' is no address for member {id}; {AddressForm}");
            if (members.FirstOrDefault(m => m.Value == parsed) is { Key: > 0 } other && other.Key != id)
            {
                throw new FormatException($"members {other.Key} and {id} have the same address {parsed}; each needs its own.");
            }

            if (!members.TryAdd(id, parsed))
            {
                throw new FormatException($"member {id} is named twice.");
            }
        }

        return members;
    }

    /// <summary>What an address looks like, for people.</summary>
    public const string AddressForm = "write host:port with a port from 1 to 65535, for example 127.0.0.1:7101.";

    /// <summary>Reads an address that others can dial; null if it is none.</summary>
    public static string? ParseAddress(string text) =>
        HostPort.TryParse(text) is { Port: > 0 } address && Uri.CheckHostName(address.Host) != UriHostNameType.Unknown ? address.ToString() : null;
}
