using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BankSample.Web;

/// <summary>How answers become JSON, written at compile time.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(PlainDecimal)])]
[JsonSerializable(typeof(Movement))]
[JsonSerializable(typeof(TransferResult))]
[JsonSerializable(typeof(AccountBalance))]
[JsonSerializable(typeof(List<AccountBalance>))]
[JsonSerializable(typeof(StatusAnswer))]
[JsonSerializable(typeof(SnapshotAnswer))]
[JsonSerializable(typeof(LeaderAnswer))]
[JsonSerializable(typeof(MembersAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class BankJson : JsonSerializerContext;

/// <summary>Writes 10.5 and not 10.50: a decimal remembers how it was written, a balance should not.</summary>
internal sealed class PlainDecimal : JsonConverter<decimal>
{
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDecimal();

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.ToString("0.####", CultureInfo.InvariantCulture));
}
