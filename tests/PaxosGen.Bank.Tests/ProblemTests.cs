using BankSample.Web;
using Microsoft.AspNetCore.Http;

namespace PaxosGen.Bank.Tests;

/// <summary>Which status each error of a client becomes.</summary>
public sealed class ProblemTests
{
    public static TheoryData<Exception, int, string?, string?> Errors => new()
    {
        { new OutcomeUnknownException("?"), 503, "unknown", null },
        { new ClusterUnavailableException("?"), 503, "notApplied", null },
        { new OverloadedException("?"), 503, "notApplied", null },
        { new SessionExpiredException("?"), 503, "notApplied", null },
        { new IncompatibleSchemaException("?"), 503, "notApplied", null },
        { new CommandRejectedException("why", "?"), 422, null, "why" },
        { new CommandFailedException("System.Exception", "secret"), 422, null, null },
        { new IdempotencyKeyReusedException("?"), 422, null, null },
        { new BadHttpRequestException("?", 413), 413, null, null },
    };

    [Theory]
    [MemberData(nameof(Errors), DisableDiscoveryEnumeration = true)]
    public void Each_error_has_its_status_and_tells_the_outcome_where_it_matters(Exception error, int status, string? outcome, string? code)
    {
        var problem = Problem.Of(error, new DefaultHttpContext().Request)!;
        Assert.Equal((status, outcome, code), (problem.Status, problem.Outcome, problem.Code));
        Assert.DoesNotContain("secret", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_that_nobody_thought_of_has_no_words_of_its_own() =>
        Assert.Null(Problem.Of(new InvalidOperationException("secret"), new DefaultHttpContext().Request));
}
