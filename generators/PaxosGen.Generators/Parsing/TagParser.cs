using System.Globalization;
using Microsoft.CodeAnalysis;

namespace PaxosGen.Generators.Parsing;

/// <summary>Reads the attributes that say something about the schema: [Tag(n)] and [Since(n)].</summary>
internal static class TagParser
{
    public const int MaxTag = (1 << 29) - 1;

    /// <summary>The tag; 0 if the attribute is not there, null after a problem has been reported.</summary>
    public static int? Tag(ParseContext context, AttributeData? attribute, string name)
    {
        if (attribute is null)
        {
            return 0;
        }

        if (Names.NumberOf(attribute) is not { } tag)
        {
            context.MarkBroken();
            return null;
        }

        if (tag is >= 1 and <= MaxTag)
        {
            return tag;
        }

        context.Report(Problem.BadTag, Names.LocationOf(attribute), name, $"{Text(tag)} is not between 1 and {Text(MaxTag)}");
        return null;
    }

    /// <summary>The version; 0 if the attribute is not there, null after a problem has been reported.</summary>
    public static int? Since(ParseContext context, AttributeData? attribute, string name)
    {
        if (attribute is null)
        {
            return 0;
        }

        if (Names.NumberOf(attribute) is not { } version)
        {
            context.MarkBroken();
            return null;
        }

        if (version >= 1 && version <= context.Version)
        {
            return version;
        }

        var why = version < 1 ? "versions count from 1"
            : $"{context.Machine.Name} has version {Text(context.Version)}; raise it: [ReplicatedStateMachine(Version = {Text(version)})]";
        context.Report(Problem.BadSince, Names.LocationOf(attribute), name, Text(version), why);
        return null;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
