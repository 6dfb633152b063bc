using System.Text.Json;

namespace PaxosGen.Bank.Tests;

/// <summary>What the web API answered.</summary>
internal sealed record Answer(int Status, string? ContentType, string Text)
{
    /// <summary>A field of the JSON, as text; dots lead inward.</summary>
    public string this[string path]
    {
        get
        {
            using var json = JsonDocument.Parse(Text);
            var at = json.RootElement;
            foreach (var name in path.Split('.'))
            {
                at = at.TryGetProperty(name, out var inner) ? inner : throw new Xunit.Sdk.XunitException($"No '{path}' in {Text}");
            }

            return at.ValueKind == JsonValueKind.String ? at.GetString()! : at.GetRawText();
        }
    }

    public long Slot => long.Parse(this["slot"], System.Globalization.CultureInfo.InvariantCulture);

    public override string ToString() => $"{Status} {ContentType}\n{Text}";

    /// <summary>Checks that it is a success, and this text but for the slot.</summary>
    public Answer ShouldBe(string json)
    {
        Assert.True(Status == 200 && ContentType == "application/json", ToString());
        Assert.Equal(json, System.Text.RegularExpressions.Regex.Replace(Text, "\"slot\":\\d+", "\"slot\":0"));
        return this;
    }

    /// <summary>Checks that it is an error in the agreed form.</summary>
    public Answer ShouldBeProblem(int status)
    {
        Assert.True(Status == status, ToString());
        Assert.Equal("application/problem+json", ContentType);
        Assert.Equal($"{status}", this["status"]);
        Assert.NotEmpty(this["title"]);
        Assert.NotEmpty(this["detail"]);
        Assert.DoesNotContain("   at ", Text, StringComparison.Ordinal);
        return this;
    }
}
