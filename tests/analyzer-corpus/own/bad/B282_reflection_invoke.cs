using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.B282;

public sealed class Profile
{
    public string Name { get; set; } = "";
    public string City { get; set; } = "";
}

[ReplicatedStateMachine]
public partial class Profiles
{
    private readonly List<string> _fields = new();

    [Command(1)]
    public int Set(string name, string value)
    {
        var profile = new Profile();
        foreach (var property in typeof(Profile).GetProperties()) // EXPECT: reflection
            _fields.Add(property.Name); // ALLOW: reflection
        typeof(Profile).GetProperty(name)?.SetValue(profile, value); // EXPECT: reflection
        var made = (Profile)Activator.CreateInstance(typeof(Profile))!; // EXPECT: reflection
        _fields.Add(made.Name + profile.City);
        return _fields.Count;
    }
}
