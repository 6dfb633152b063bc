using System.Net.Http.Headers;
using System.Text.Json;

namespace BankSample.Web;

/// <summary>The body of a POST: a JSON object. Fields that the API does not know are ignored; one given twice is refused.</summary>
internal sealed class JsonBody
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    // Some requests have nothing to say; the others will miss their fields.
    private static readonly ReadOnlyMemory<byte> Nothing = "{}"u8.ToArray();

    private readonly JsonElement _root;

    private JsonBody(JsonElement root) => _root = root;

    /// <summary>Reads the body of a request.</summary>
    /// <exception cref="ProblemException">It is not JSON, or not declared to be.</exception>
    public static async ValueTask<JsonBody?> BindAsync(HttpContext context)
    {
        RequireJson(context.Request);
        using var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes, context.RequestAborted);
        try
        {
            using var document = JsonDocument.Parse(bytes.Length == 0 ? Nothing : bytes.GetBuffer().AsMemory(0, (int)bytes.Length), Options);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new JsonBody(document.RootElement.Clone())
                : throw Bad("must be a JSON object.");
        }
        catch (JsonException e)
        {
            throw Bad($"is not valid JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}).");
        }
        catch (InvalidOperationException)
        {
            throw Bad("has text that is not valid Unicode.");
        }
    }

    /// <summary>A field that is an amount of money.</summary>
    public decimal Amount(string field) => Field(field) is { ValueKind: JsonValueKind.Number } number
        ? Web.Amount.Parse(field, number.GetRawText())
        : throw new ProblemException(Problem.BadField(field, "must be a JSON number."));

    /// <summary>A field that is the id of a replica.</summary>
    public int ReplicaId(string field) => Field(field) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var id) && id > 0
        ? id
        : throw new ProblemException(Problem.BadField(field, "must be the id of a replica, a whole number from 1."));

    /// <summary>A field that is an account's id.</summary>
    public AccountId Account(string field)
    {
        if (Field(field) is not { ValueKind: JsonValueKind.String } text)
        {
            throw new ProblemException(Problem.BadField(field, "must be a JSON string."));
        }

        try
        {
            return AccountId.Parse(field, text.GetString()!);
        }
        catch (InvalidOperationException)
        {
            throw new ProblemException(Problem.BadField(field, "is not valid Unicode."));
        }
    }

    /// <summary>A field as it is; null when it is missing.</summary>
    public JsonElement? Find(string name) => _root.TryGetProperty(name, out var field) ? field : null;

    private JsonElement? Field(string name) =>
        _root.TryGetProperty(name, out var field) ? field : throw new ProblemException(Problem.BadField(name, "is missing."));

    private static void RequireJson(HttpRequest request)
    {
        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && string.Equals(type.MediaType, "application/json", StringComparison.OrdinalIgnoreCase)
            && (type.CharSet is null || type.CharSet.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            return;
        }

        throw new ProblemException(new Problem(
            StatusCodes.Status415UnsupportedMediaType, "Unsupported content type", "Content-Type: must be application/json, in UTF-8."));
    }

    private static ProblemException Bad(string why) => new(Problem.BadField("body", why));
}
