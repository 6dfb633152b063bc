namespace PaxosGen.Generators.Model;

/// <summary>A type that other assemblies may encode: everything that the generated text depends on, by value.</summary>
/// <param name="Name">In C#, from anywhere.</param>
/// <param name="ClassName">Of the generated class, which is named after the type and what it is in.</param>
/// <param name="Accessibility">Of the type, and of its codec.</param>
/// <param name="Types">The types that are encoded member by member, itself first.</param>
/// <param name="Enums">For the schema: the enums.</param>
/// <param name="Foreign">For the schema: what yet other assemblies say of their types.</param>
/// <param name="Fields">Accessors of fields that cannot be named from outside.</param>
internal sealed record ReplicatedModel(
    string Name,
    string ClassName,
    string Accessibility,
    EquatableArray<MessageModel> Types,
    EquatableArray<EnumModel> Enums,
    EquatableArray<string> Foreign,
    EquatableArray<FieldsModel> Fields);
