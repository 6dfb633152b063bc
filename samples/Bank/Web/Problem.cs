using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using PaxosGen;

namespace BankSample.Web;

/// <summary>An error as the web API answers it: RFC 9457, <c>application/problem+json</c>.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">What kind of error.</param>
/// <param name="Detail">What is wrong with this request; names the field.</param>
/// <param name="Code">Why the bank refused a command: a word to switch on.</param>
/// <param name="Outcome"><c>notApplied</c> or <c>unknown</c>, where that is the question.</param>
/// <param name="RetryAfter">Seconds after which it is worth to try again; goes into the header of that name.</param>
internal sealed record Problem(
    int Status,
    string Title,
    string Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Outcome = null,
    [property: JsonIgnore] int? RetryAfter = null) : IResult
{
    public const string NotApplied = "notApplied";
    public const string Unknown = "unknown";

    /// <summary>A field of the request is wrong.</summary>
    public static Problem BadField(string field, string why) => new(StatusCodes.Status400BadRequest, "Bad request", $"{field}: {why}");

    /// <summary>Part of the contract, not of this version.</summary>
    public static Problem NotOffered(string what) => new(StatusCodes.Status501NotImplemented, "Not offered yet", $"{what} in a later version.");

    /// <summary>No answer from a quorum.</summary>
    public static Problem Unavailable(string detail, string outcome) => new(StatusCodes.Status503ServiceUnavailable, "No quorum in time", detail, Outcome: outcome);

    /// <summary>What a status says that ASP.NET gave without a body.</summary>
    public static Problem OfStatus(int status, HttpRequest request) => status switch
    {
        StatusCodes.Status404NotFound => new(status, "Not found", $"There is nothing at {request.Path}."),
        StatusCodes.Status405MethodNotAllowed => new(status, "Method not allowed", $"{request.Path} does not take {request.Method}."),
        StatusCodes.Status413PayloadTooLarge => new(status, "Body too large", "The body is larger than any request of this API."),
        _ => new(status, "The request failed", "The server could not answer the request."),
    };

    /// <summary>What an error says; null for one that nobody has thought of.</summary>
    public static Problem? Of(Exception error, HttpRequest request) => error switch
    {
        ProblemException known => known.Problem,
        BadHttpRequestException bad => OfStatus(bad.StatusCode, request) with { Detail = bad.Message },
        OperationRefusedException => new(StatusCodes.Status409Conflict, "Refused", error.Message),
        OutcomeUnknownException => Unavailable(error.Message, Unknown),
        ClusterUnavailableException or SessionExpiredException => Unavailable(error.Message, NotApplied),
        OverloadedException overloaded => Unavailable(error.Message, NotApplied) with { Title = "Overloaded", RetryAfter = Math.Max(1, (int)Math.Ceiling(overloaded.RetryAfter.TotalSeconds)) },
        IncompatibleSchemaException or ReplicaFailedException => Unavailable(error.Message, NotApplied) with { Title = "Out of service" },

        // The client's, when the replica has stopped under it: it says so before it sends anything.
        ObjectDisposedException => Unavailable("The bank is stopping.", NotApplied) with { Title = "Out of service" },
        CommandRejectedException rejected => Refused("Refused", error) with { Code = rejected.Code },
        IdempotencyKeyReusedException => Refused("Idempotency key reused", error),
        CommandFailedException failed => Refused("Failed", error) with { Detail = $"The command failed on every replica: {failed.ExceptionType}." },
        _ => null,
    };

    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Status;
        if (RetryAfter is { } seconds)
        {
            httpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        var json = httpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        return httpContext.Response.WriteAsJsonAsync(this, json.GetTypeInfo(typeof(Problem)), "application/problem+json", httpContext.RequestAborted);
    }

    private static Problem Refused(string title, Exception error) => new(StatusCodes.Status422UnprocessableEntity, title, error.Message);
}

/// <summary>Ends a request with a <see cref="Web.Problem"/>.</summary>
internal sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem => problem;
}
