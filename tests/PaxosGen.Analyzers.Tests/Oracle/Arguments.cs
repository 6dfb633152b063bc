using System.Collections;
using System.Globalization;
using System.Reflection;

namespace PaxosGen.Analyzers.Tests.Oracle;

/// <summary>Arguments for commands, the same for the same seed in each process. Values are few, so that they meet again.</summary>
internal sealed class Arguments(ulong seed)
{
    private static readonly string[] Words = ["i", "I", "id", "ID", "alice", "Bob", "cab", "straße", "z", "ä", "co-op", "coop", "1,5", "1.5", "add", ""];

    private ulong _state = seed;

    /// <summary>A number below a bound (Knuth's linear congruential generator, the upper bits of it).</summary>
    public int Below(int bound)
    {
        _state = (_state * 6364136223846793005) + 1442695040888963407;
        return (int)((_state >> 33) % (ulong)bound);
    }

    /// <summary>A value of a type.</summary>
    /// <exception cref="NotSupportedException">It knows of no way to make one.</exception>
    public object? Make(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Below(3) == 0 ? null : Make(underlying);
        }

        return Simple(type) ?? Collection(type) ?? Composite(type);
    }

    private object? Simple(Type type)
    {
        var number = Below(20);
        return type.IsEnum ? Enum.ToObject(type, number % Math.Max(1, Enum.GetValues(type).Length))
            : type == typeof(string) ? Words[Below(Words.Length)]
            : type == typeof(bool) ? number % 2 == 0
            : type == typeof(char) ? (char)('a' + number)
            : type == typeof(decimal) ? number * 1234.5m
            : type == typeof(double) ? number * 1234.5
            : type == typeof(float) ? number * 1234.5f
            : type == typeof(Guid) ? new Guid(number, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
            : type == typeof(DateTime) ? new DateTime(2026, 3, 1 + number, 1, 2, 3, DateTimeKind.Utc)
            : type == typeof(DateTimeOffset) ? new DateTimeOffset(2026, 3, 1 + number, 1, 2, 3, TimeSpan.FromHours(2))
            : type == typeof(DateOnly) ? new DateOnly(2026, 3, 1 + number)
            : type == typeof(TimeOnly) ? new TimeOnly(number, 2)
            : type == typeof(TimeSpan) ? TimeSpan.FromMinutes(number)
            : type.IsPrimitive ? Convert.ChangeType(number, type, CultureInfo.InvariantCulture)
            : null;
    }

    private object? Collection(Type type)
    {
        if (type.IsArray)
        {
            var items = Array.CreateInstance(type.GetElementType()!, Below(6));
            for (var i = 0; i < items.Length; i++)
            {
                items.SetValue(Make(type.GetElementType()!), i);
            }

            return items;
        }

        if (type.IsGenericType && type.GetConstructor([]) is not null && typeof(IEnumerable).IsAssignableFrom(type))
        {
            var made = Activator.CreateInstance(type)!;
            var add = type.GetMethod("Add", type.GetGenericArguments()) ?? type.GetMethod("Enqueue") ?? type.GetMethod("Push") ?? throw new NotSupportedException($"{type}");
            for (var i = Below(6); i > 0; i--)
            {
                try
                {
                    add.Invoke(made, [.. type.GetGenericArguments().Select(Make)]);
                }
                catch (TargetInvocationException)
                {
                    // A key that is there already.
                }
            }

            return made;
        }

        return null;
    }

    private object Composite(Type type)
    {
        var constructor = type.GetConstructors().Where(c => c.GetParameters().All(p => p.ParameterType != type)).MaxBy(static c => c.GetParameters().Length);
        if (type.IsAbstract || (constructor is null && !type.IsValueType))
        {
            throw new NotSupportedException($"{type}");
        }

        var made = constructor is null ? Activator.CreateInstance(type)! : constructor.Invoke([.. constructor.GetParameters().Select(p => Make(p.ParameterType))]);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static p => p.SetMethod is { IsPublic: true } && p.GetIndexParameters().Length == 0))
        {
            property.SetValue(made, Make(property.PropertyType));
        }

        foreach (var field in type.GetFields(BindingFlags.Public | BindingFlags.Instance).Where(static f => !f.IsInitOnly))
        {
            field.SetValue(made, Make(field.FieldType));
        }

        return made;
    }
}
