namespace BankSample.Web;

/// <summary>Sees to it that every error leaves as a <see cref="Problem"/>, and none with a stack trace.</summary>
internal sealed class ErrorAnswers(RequestDelegate next, ILogger<ErrorAnswers> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";

        // Answers are data. The dashboard, the one page here, has a stricter policy of its own.
        context.Response.Headers.ContentSecurityPolicy = "default-src 'self'; frame-ancestors 'none'";
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null })
            {
                await Problem.OfStatus(context.Response.StatusCode, context.Request).ExecuteAsync(context);
            }
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to hear it.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            if (Problem.Of(e, context.Request) is not { } problem)
            {
                log.LogError(e, "{Method} {Path} failed.", context.Request.Method, context.Request.Path);
                problem = Problem.OfStatus(StatusCodes.Status500InternalServerError, context.Request);
            }

            await problem.ExecuteAsync(context);
        }
    }
}
