using System;
using System.Globalization;
using PaxosGen;
namespace Corpus.G221;

[ReplicatedStateMachine]
public partial class Prices
{
    private decimal _last;
    private string _text = "";

    [Command(1)]
    public string Set(string price, CommandContext context)
    {
        if (!decimal.TryParse(price, NumberStyles.Number, CultureInfo.InvariantCulture, out _last)) return "?";
        _text = _last.ToString("N2", CultureInfo.InvariantCulture);
        _text += string.Create(CultureInfo.InvariantCulture, $" at {context.Timestamp:O} ({_last * 2:F1})");
        _text += string.Format(CultureInfo.InvariantCulture, "{0:F3}", _last);
        _text += FormattableString.Invariant($"{_last}");
        return _text + context.Timestamp.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }
}
