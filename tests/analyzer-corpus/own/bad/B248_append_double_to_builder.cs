using System.Text;
using PaxosGen;
namespace Corpus.B248;

[ReplicatedStateMachine]
public partial class Csv
{
    private string _row = "";

    [Command(1)]
    public string Row(double a, decimal b)
    {
        var row = new StringBuilder();
        row.Append(a); // EXPECT: culture-format
        row.Append(',').AppendFormat("{0:F2}", b); // EXPECT: culture-format
        return _row = row.ToString();
    }
}
