using System.Net;

namespace BankSample.Web;

/// <summary>
/// Lets requests in only under a name of this machine itself. A web page whose host name was pointed at 127.0.0.1 after
/// it was loaded (DNS rebinding) counts to its browser as this server, and could read and post; its host name gives it
/// away. A page of any other origin is stopped by its browser: no CORS here, and JSON is not posted without asking.
/// </summary>
internal sealed class HostGate(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var host = context.Request.Host;
        if ((host.Port ?? 80) == context.Connection.LocalPort && IsThisMachine(host.Host))
        {
            return next(context);
        }

        return new Problem(
            StatusCodes.Status403Forbidden,
            "Host not allowed",
            $"Host: requests must be addressed to 127.0.0.1:{context.Connection.LocalPort} or localhost:{context.Connection.LocalPort}.").ExecuteAsync(context);
    }

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
