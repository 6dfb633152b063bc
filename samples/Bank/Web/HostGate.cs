using System.Net;

namespace BankSample.Web;

/// <summary>
/// Lets requests in only under a name that this server has: loopback, the address that was reached, or one of <c>--hosts</c>. A web page whose host name was pointed at 127.0.0.1 after
/// it was loaded (DNS rebinding) counts to its browser as this server, and could read and post; its host name gives it
/// away. A page of any other origin is stopped by its browser: no CORS here, and JSON is not posted without asking.
/// </summary>
internal sealed class HostGate(RequestDelegate next, WebOptions options)
{
    public Task InvokeAsync(HttpContext context)
    {
        var host = context.Request.Host;
        var port = host.Port ?? (context.Request.IsHttps ? 443 : 80);
        if (port == context.Connection.LocalPort && (IsThisMachine(host.Host, context.Connection.LocalIpAddress) || options.Hosts.Contains(host.Host, StringComparer.OrdinalIgnoreCase)))
        {
            return next(context);
        }

        return new Problem(
            StatusCodes.Status403Forbidden,
            "Host not allowed",
            $"Host: requests must be addressed to 127.0.0.1:{context.Connection.LocalPort} or localhost:{context.Connection.LocalPort}{string.Concat(options.Hosts.Select(name => $" or {name}:{context.Connection.LocalPort}"))}.").ExecuteAsync(context);
    }

    private static bool IsThisMachine(string host, IPAddress? reached) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && (IPAddress.IsLoopback(address) || address.Equals(reached) || address.Equals(reached?.MapToIPv4())));
}
