namespace PaxosGen.Generators.Model;

/// <summary>Everything that the generated text depends on, by value: no symbols, no syntax, no locations.</summary>
/// <param name="HintName">Names the generated files.</param>
/// <param name="Namespace">Null for the global namespace.</param>
/// <param name="Containers">Declarations of the types around it, outermost first.</param>
/// <param name="Declaration">Its own partial declaration.</param>
/// <param name="Name">In C#, where it is declared.</param>
/// <param name="FullName">In C#, from anywhere.</param>
/// <param name="Accessibility">Of the class, and of what is generated beside it.</param>
/// <param name="Version">The version of its schema.</param>
/// <param name="HasCreate">The user has written a static <c>Create()</c>.</param>
/// <param name="IsPartial">A part can be added to it.</param>
/// <param name="AreNamesFree">Nothing else is called like its client or replica.</param>
/// <param name="HasErrors">Something about it was reported: what is generated only keeps other errors away.</param>
/// <param name="Nested">Names of the generated nested classes.</param>
/// <param name="Handlers">Its commands and queries by id.</param>
/// <param name="State">Its fields by tag.</param>
/// <param name="Types">The types that are encoded member by member, in the order in which they were met.</param>
/// <param name="Enums">For the schema: the enums that are declared in this project.</param>
/// <param name="Fields">Accessors of fields that cannot be named from the state machine.</param>
/// <param name="NeedsLock">The order of some type's fields is nobody's decision: only a schema file can tell their tags.</param>
internal sealed record StateMachineModel(
    string HintName,
    string? Namespace,
    EquatableArray<string> Containers,
    string Declaration,
    string Name,
    string FullName,
    string Accessibility,
    int Version,
    bool HasCreate,
    bool IsPartial,
    bool AreNamesFree,
    bool HasErrors,
    NestedNames Nested,
    EquatableArray<HandlerModel> Handlers,
    EquatableArray<MemberModel> State,
    EquatableArray<MessageModel> Types,
    EquatableArray<EnumModel> Enums,
    EquatableArray<FieldsModel> Fields,
    bool NeedsLock)
{
    /// <summary>What its builds must agree on; null until it has tags, and if it has errors.</summary>
    public SchemaModel? Schema { get; init; }

    /// <summary>For the schema: what other assemblies say of their types.</summary>
    public EquatableArray<string> Foreign { get; init; }

    /// <summary>Its [Obsolete], which is carried over to what is generated beside it; empty if it has none.</summary>
    public string Obsolete { get; init; } = string.Empty;

    /// <summary>Generated code inside it uses something obsolete.</summary>
    public bool UsesObsolete { get; init; }
}

/// <summary>The schema's text, and the versions in which it changed with the hash of what is visible at each.</summary>
internal sealed record SchemaModel(string Text, EquatableArray<FingerprintModel> Fingerprints);

/// <summary>A version in which the schema changed, and the hash of what is visible at it.</summary>
internal sealed record FingerprintModel(int Version, ulong Fingerprint);

/// <summary>Names of the generated nested classes: usually these, but never those of members of the user's.</summary>
internal sealed record NestedNames(string Codecs, string PrivateCodecs, string Fields);

/// <summary>A command or a query.</summary>
internal sealed record HandlerModel(
    bool IsQuery,
    int Id,
    string Method,
    string ClientMethod,
    string SchemaName,
    EquatableArray<ParameterModel> Parameters,
    bool TakesContext,
    TypeModel? Result,
    string Consistency,
    string Documentation,
    int Since)
{
    /// <summary>Its [Obsolete], which is carried over to the client's method; empty if it has none.</summary>
    public string Obsolete { get; init; } = string.Empty;
}

/// <summary>A parameter of a command or a query that clients send; tag and version as of <see cref="MemberModel"/>.</summary>
internal sealed record ParameterModel(string Name, int Tag, TypeModel Type, string Default, int Since);

/// <summary>How a member is assigned.</summary>
internal enum Assignment
{
    /// <summary>By its name.</summary>
    Direct,

    /// <summary>By its name, around <c>readonly</c>.</summary>
    AroundReadonly,

    /// <summary>Through its accessor.</summary>
    Accessor,
}

/// <summary>A field of a state machine or of a message.</summary>
/// <param name="Name">For the schema: of the property, if it is one's backing field; behind the class that declares it, if that is a base class.</param>
/// <param name="Tag">Its tag; 0 until <see cref="Schema.Tagging"/> gives it one.</param>
/// <param name="Type">Its type.</param>
/// <param name="Getter">Reads it by this name; by its accessor if empty.</param>
/// <param name="Assignment">How it is assigned.</param>
/// <param name="Accessor">Class and method of its accessor, if it has one.</param>
/// <param name="Since">The version that it appeared in; 0 until <see cref="Schema.Tagging"/> finds it.</param>
internal sealed record MemberModel(string Name, int Tag, TypeModel Type, string Getter, Assignment Assignment, string Accessor, int Since);

/// <summary>An enum that is declared in this project.</summary>
internal sealed record EnumModel(string SchemaName, string Number, EquatableArray<EnumValueModel> Values);

/// <summary>A value of an enum.</summary>
internal sealed record EnumValueModel(string Name, string Number);

/// <summary>How an object of a type that is encoded as a message comes to be.</summary>
internal enum MessageForm
{
    /// <summary>Without its constructor, field by field.</summary>
    Fields,

    /// <summary>By a constructor that takes its members in their order.</summary>
    Constructor,

    /// <summary>It is one of several types, which are the members.</summary>
    Union,
}

/// <summary>A type that is encoded member by member.</summary>
/// <param name="Name">In C#.</param>
/// <param name="SchemaName">For people.</param>
/// <param name="Codec">Name of its codec.</param>
/// <param name="IsPrivate">Only code inside the state machine can name it.</param>
/// <param name="IsValueType">A struct.</param>
/// <param name="IsSealed">No object of a derived type can stand for it.</param>
/// <param name="UseConstructor">Objects are made by the parameterless constructor, for the sake of members that are not replicated.</param>
/// <param name="Members">Its fields by tag.</param>
internal sealed record MessageModel(
    string Name,
    string SchemaName,
    string Codec,
    bool IsPrivate,
    bool IsValueType,
    bool IsSealed,
    bool UseConstructor,
    EquatableArray<MemberModel> Members)
{
    /// <summary>A tuple or a pair: its own name says everything about it.</summary>
    public bool IsStructural { get; init; }

    /// <summary>How an object of it comes to be.</summary>
    public MessageForm Form { get; init; }
}

/// <summary>Accessors of the fields of one declaring type.</summary>
/// <param name="ClassName">Name of the generated class, with type parameters.</param>
/// <param name="Constraints">Those of the type parameters.</param>
/// <param name="Self">The declaring type in C#, by reference for a struct.</param>
/// <param name="Accessors">One for each field.</param>
/// <param name="Scope">Where it is.</param>
internal sealed record FieldsModel(string ClassName, string Constraints, string Self, EquatableArray<AccessorModel> Accessors, FieldsScope Scope);

/// <summary>The generated class around accessors: inside the state machine, or further out where that is nested in generic types whose parameters the declaring type does not have.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Depth">How many types are around it; that many and one more if it is inside the state machine.</param>
internal sealed record FieldsScope(string Name, int Depth);

/// <summary>An accessor of one field.</summary>
internal sealed record AccessorModel(string Method, string Field, string Type);
