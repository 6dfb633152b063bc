using Microsoft.CodeAnalysis;

namespace PaxosGen.Generators.Parsing;

/// <summary>Gives members and parameters their tags: the place in the declaration, unless there is a [Tag].</summary>
internal sealed class TagParser(ParseContext context, string owner)
{
    private readonly Dictionary<int, string> _taken = [];

    /// <summary>The tag, or null after a problem has been reported.</summary>
    public int? Tag(AttributeData? attribute, int position, Location? location, string name, int max = (1 << 29) - 1)
    {
        var tag = position;
        if (attribute is not null)
        {
            location = Names.LocationOf(attribute) ?? location;
            if (Names.NumberOf(attribute) is not { } number)
            {
                context.MarkBroken();
                return null;
            }

            tag = number;
        }

        if (tag < 1 || tag > max)
        {
            context.Report(Problem.BadTag, location, name, $"{tag} is not between 1 and {max}");
            return null;
        }

        if (_taken.TryGetValue(tag, out var other))
        {
            context.Report(Problem.BadTag, location, name, $"{owner} has the tag {tag} for {other} already; give one of them another with [Tag(n)]");
            return null;
        }

        _taken.Add(tag, name);
        return tag;
    }
}
