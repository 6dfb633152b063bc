using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PaxosGen.Generators.Model;
using PaxosGen.Generators.Schema;

namespace PaxosGen.Generators.Parsing;

/// <summary>Finds the replicated members of state machines and of the types in their state and calls: all their instance fields.</summary>
internal sealed class MemberParser(ParseContext context, TypeParser types, NestedNames nested)
{
    private readonly FieldsParser _fields = new(context, nested);

    public IEnumerable<FieldsModel> Fields => _fields.Models;

    /// <summary>Some type has fields in several files, and not all have tags.</summary>
    public bool NeedsLock { get; private set; }

    /// <summary>Whether only code inside the state machine can name the type, so that its codec must be private, too.</summary>
    public static bool IsPrivate(ITypeSymbol type, INamedTypeSymbol machine)
    {
        if (type is IArrayTypeSymbol array)
        {
            return IsPrivate(array.ElementType, machine);
        }

        for (var t = type as INamedTypeSymbol; t is not null; t = t.ContainingType)
        {
            if ((IsHidden(t) && !IsHiddenBeside(t, machine)) || t.TypeArguments.Any(a => IsPrivate(a, machine)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsHidden(INamedTypeSymbol type)
        => !type.IsTupleType && type.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal;

    /// <summary>A private state machine can be seen no further than a private type beside it.</summary>
    private static bool IsHiddenBeside(INamedTypeSymbol type, INamedTypeSymbol machine)
    {
        for (var m = machine; m is not null; m = m.ContainingType)
        {
            if (SymbolEqualityComparer.Default.Equals(m.ContainingType, type.ContainingType))
            {
                return IsHidden(m);
            }
        }

        return false;
    }

    /// <summary>The members of a type that is encoded as a message, or null after the reason has been reported.</summary>
    public MessageModel? ParseMessage(INamedTypeSymbol type, string codec, bool isPrivate, Location? location, string what)
    {
        context.Uses(type);
        var isStructural = BuiltIns.IsStructural(type);
        var members = isStructural ? ParseItems(type, location, what) : ParseMembers(type, location, what);
        if (members is null)
        {
            return null;
        }

        var construct = type.IsReferenceType && HasNotReplicated(type)
            && type.InstanceConstructors.Any(c => c.Parameters.IsEmpty && context.Compilation.IsSymbolAccessibleWithin(c, context.Within))
            && !AllMembers(type).Any(static m => m is IFieldSymbol { IsRequired: true } or IPropertySymbol { IsRequired: true });
        return new MessageModel(
            Names.InCode(type),
            Names.InSchema(type),
            codec,
            isPrivate,
            type.IsValueType,
            type.IsValueType || type.IsSealed,
            construct,
            members.ToEquatableArray())
        {
            IsStructural = isStructural,
            Form = isStructural && !type.IsTupleType ? MessageForm.Constructor : MessageForm.Fields,
        };
    }

    /// <summary>The replicated fields of a class or struct, in the order of their declaration; null after a problem.</summary>
    public List<MemberModel>? ParseMembers(INamedTypeSymbol type, Location? location, string what)
    {
        var declared = new List<IFieldSymbol>();
        var isComplete = CollectFields(type, location, what, declared);
        var members = new List<MemberModel>();
        foreach (var field in declared)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            var member = (ISymbol?)field.AssociatedSymbol ?? field;
            var at = Names.LocationOf(member);
            var model = ParseField(field, member, at);
            var tag = TagParser.Tag(context, AttributeOf(field, member, Names.Tag), member.Name);
            var since = TagParser.Since(context, AttributeOf(field, member, Names.Since), member.Name);
            if (model is null)
            {
                isComplete = false;
                continue;
            }

            var name = NameOf(field, type, declared);
            var isMachine = SymbolEqualityComparer.Default.Equals(type, context.Machine);
            context.Locate(isMachine ? SchemaKey.State(name) : SchemaKey.Of("type", Names.InSchema(type), name), at);
            members.Add(Access(type, field, member, model) with { Name = name, Tag = tag ?? 0, Since = since ?? 0 });
        }

        return isComplete ? members : null;
    }

    /// <summary>A field of a base class is called after it, too: by its short name, if no other base class with such a field has that.</summary>
    private static string NameOf(IFieldSymbol field, INamedTypeSymbol type, List<IFieldSymbol> declared)
    {
        static ISymbol Member(IFieldSymbol field) => (ISymbol?)field.AssociatedSymbol ?? field;
        var (parent, name) = (field.ContainingType, Member(field).Name);
        if (SymbolEqualityComparer.Default.Equals(parent, type))
        {
            return name;
        }

        var isAmbiguous = declared.Any(f => Member(f).Name == name && !SymbolEqualityComparer.Default.Equals(f.ContainingType, parent)
            && Names.InMessage(f.ContainingType) == Names.InMessage(parent));
        return $"{(isAmbiguous ? Names.InSchema(parent) : Names.InMessage(parent))}.{name}";
    }

    /// <summary>The items of a tuple or a pair.</summary>
    private List<MemberModel>? ParseItems(INamedTypeSymbol type, Location? location, string what)
    {
        var items = type.IsTupleType
            ? type.TupleElements.Select(static e => (e.Name, Getter: (e.CorrespondingTupleField ?? e).Name, e.Type))
            : type.TypeArguments.Select((t, i) => (type.Name == "Tuple" ? $"Item{i + 1}" : i == 0 ? "Key" : "Value") is var n ? (n, n, t) : default);
        var members = new List<MemberModel>();
        foreach (var (name, getter, itemType) in items)
        {
            if (types.Parse(itemType, location, what) is not { } model)
            {
                return null;
            }

            members.Add(new MemberModel(name, members.Count + 1, model, getter, Assignment.Direct, string.Empty, Since: 1));
        }

        return members;
    }

    /// <summary>Adds the fields of the base classes and then those of the type itself.</summary>
    private bool CollectFields(INamedTypeSymbol type, Location? location, string what, List<IFieldSymbol> declared)
    {
        var isComplete = true;
        if (type.BaseType is { } parent && parent.SpecialType is not (SpecialType.System_Object or SpecialType.System_ValueType))
        {
            if (parent.TypeKind == TypeKind.Error)
            {
                context.MarkBroken();
                return false;
            }

            if (!SymbolEqualityComparer.Default.Equals(parent.ContainingAssembly, context.Compilation.Assembly))
            {
                context.Report(Problem.UnsupportedType, location, what, Names.InMessage(type), $"its base class {Names.InMessage(parent)} has fields that are not visible here; keep one in a field, or copy what you need");
                return false;
            }

            isComplete = CollectFields(parent, location, what, declared);
        }

        if (Layouts.Refusal(type) is { } why)
        {
            context.Report(Problem.UnsupportedType, location, what, Names.InMessage(type), why);
            return false;
        }

        isComplete &= CheckCaptures(type);
        var own = new List<IFieldSymbol>();
        foreach (var member in type.GetMembers())
        {
            switch (member)
            {
                case IEventSymbol { IsStatic: false } e when Names.LocationOf(e) is { } at && IsFieldLike(e) && !Names.Has(e, Names.NotReplicated):
                    context.Report(Problem.UnsupportedType, at, e.Name, Names.InMessage(e.Type), "code cannot be sent or stored; return what happened from the command instead of raising events");
                    isComplete = false;
                    break;
                case IFieldSymbol { IsStatic: false, IsConst: false } field when !IsNotReplicated(field):
                    own.Add(field);
                    break;
            }
        }

        declared.AddRange(InFixedOrder(type, own));
        return isComplete;
    }

    private TypeModel? ParseField(IFieldSymbol field, ISymbol member, Location? at)
    {
        if (field.IsFixedSizeBuffer || field.RefKind != RefKind.None)
        {
            context.Report(Problem.UnsupportedType, at, member.Name, Names.InMessage(field.Type), "references and fixed buffers cannot be stored; use an array");
            return null;
        }

        var codec = Names.AttributeOf(field, Names.Codec) ?? Names.AttributeOf(member, Names.Codec) ?? ParameterAttributeOf(field, member, Names.Codec);
        if (codec is null && BuiltIns.OrdersStrings(field.Type) && ComparerParser.ByCulture(member, context.Compilation, context.CancellationToken) is { } initializer)
        {
            context.Report(Problem.CultureOrder, initializer.GetLocation(), member.Name, "without an ordinal comparer strings are ordered by a culture; pass StringComparer.Ordinal to the constructor");
            return null;
        }

        return types.ParseMember(codec, field.Type, at, member.Name);
    }

    private MemberModel Access(INamedTypeSymbol type, IFieldSymbol field, ISymbol member, TypeModel model)
    {
        context.Uses(member);
        context.Uses(field.Type);

        // A member of a base class may be hidden by one of the same name: only its accessor is sure to mean it.
        var isOwn = SymbolEqualityComparer.Default.Equals(field.ContainingType, type);
        var name = Names.Escape(member.Name);
        bool Accessible(ISymbol? s) => s is not null && isOwn && context.Compilation.IsSymbolAccessibleWithin(s, context.Within);
        if (member is IPropertySymbol property)
        {
            var isTrivial = isOwn && IsTrivial(property);
            var getter = isTrivial && Accessible(property.GetMethod) ? name : string.Empty;
            if (isTrivial && property.SetMethod is { IsInitOnly: false } setter && Accessible(setter) && getter.Length > 0)
            {
                return new MemberModel(member.Name, 0, model, getter, Assignment.Direct, string.Empty, 0);
            }

            return new MemberModel(member.Name, 0, model, getter, Assignment.Accessor, _fields.Accessor(field, member), 0);
        }

        if (Accessible(field) && !field.IsImplicitlyDeclared)
        {
            return new MemberModel(member.Name, 0, model, name, field.IsReadOnly ? Assignment.AroundReadonly : Assignment.Direct, string.Empty, 0);
        }

        return new MemberModel(member.Name, 0, model, string.Empty, Assignment.Accessor, _fields.Accessor(field, member), 0);
    }

    /// <summary>A captured parameter of a primary constructor is a field that nothing outside the compiler can name.</summary>
    private bool CheckCaptures(INamedTypeSymbol type)
    {
        if (type.IsRecord)
        {
            return true;
        }

        var isComplete = true;
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax(context.CancellationToken) is not TypeDeclarationSyntax { ParameterList: { } list } declaration)
            {
                continue;
            }

            var names = new HashSet<string>(list.Parameters.Select(static p => p.Identifier.ValueText), StringComparer.Ordinal);
            foreach (var captured in CapturedNames(type, names))
            {
                var parameter = list.Parameters.First(p => p.Identifier.ValueText == captured);
                context.Report(Problem.CapturedParameter, parameter.Identifier.GetLocation(), captured, Names.InMessage(type));
                isComplete = false;
            }
        }

        return isComplete;
    }

    private IEnumerable<string> CapturedNames(INamedTypeSymbol type, HashSet<string> names)
    {
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax(context.CancellationToken) is not TypeDeclarationSyntax declaration)
            {
                continue;
            }

            SemanticModel? model = null;
            foreach (var identifier in declaration.Members.Where(static m => m is not BaseTypeDeclarationSyntax).SelectMany(static m => m.DescendantNodes()).OfType<IdentifierNameSyntax>())
            {
                // Initialisers of fields and properties run in the constructor: they capture nothing.
                if (!names.Contains(identifier.Identifier.ValueText) || identifier.Ancestors().TakeWhile(a => a != declaration).Any(IsInitializer))
                {
                    continue;
                }

                model ??= context.Compilation.GetSemanticModel(declaration.SyntaxTree);
                if (model.GetSymbolInfo(identifier, context.CancellationToken).Symbol is IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } constructor }
                    && SymbolEqualityComparer.Default.Equals(constructor.ContainingType, type)
                    && names.Remove(identifier.Identifier.ValueText))
                {
                    yield return identifier.Identifier.ValueText;
                }
            }
        }
    }

    private static bool IsInitializer(SyntaxNode node)
        => node is EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax }
            or EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax } };

    /// <summary>The order of files is nobody's decision, so it must not decide about tags: only names can, with a schema file.</summary>
    private IEnumerable<IFieldSymbol> InFixedOrder(INamedTypeSymbol type, List<IFieldSymbol> fields)
    {
        static ISymbol Member(IFieldSymbol field) => (ISymbol?)field.AssociatedSymbol ?? field;
        var files = fields.Select(static f => Names.LocationOf(Member(f))?.SourceTree).Where(static t => t is not null).Distinct().Count();
        if (files < 2)
        {
            return fields;
        }

        foreach (var field in fields.Where(f => AttributeOf(f, Member(f), Names.Tag) is null))
        {
            NeedsLock = true;
            if (!context.HasLock)
            {
                context.Report(Problem.TagNeeded, Names.LocationOf(Member(field)), Member(field).Name, Names.InMessage(type));
            }
        }

        return fields.OrderBy(static f => Member(f).Name, StringComparer.Ordinal);
    }

    private static AttributeData? AttributeOf(IFieldSymbol field, ISymbol member, string attribute)
        => Names.AttributeOf(field, attribute) ?? Names.AttributeOf(member, attribute) ?? ParameterAttributeOf(field, member, attribute);

    private static bool IsNotReplicated(IFieldSymbol field)
    {
        var member = (ISymbol?)field.AssociatedSymbol ?? field;
        return Names.Has(field, Names.NotReplicated) || Names.Has(member, Names.NotReplicated);
    }

    /// <summary>An attribute on a parameter of a positional record stands for the property that it makes.</summary>
    private static AttributeData? ParameterAttributeOf(IFieldSymbol field, ISymbol member, string attribute)
    {
        if (!field.ContainingType.IsRecord || member.Locations.IsEmpty)
        {
            return null;
        }

        var parameter = field.ContainingType.InstanceConstructors
            .SelectMany(static c => c.Parameters)
            .FirstOrDefault(p => p.Name == member.Name && p.Locations.Contains(member.Locations[0]));
        return parameter is null ? null : Names.AttributeOf(parameter, attribute);
    }

    private static bool HasNotReplicated(INamedTypeSymbol type) => AllMembers(type).OfType<IFieldSymbol>().Any(static f => !f.IsStatic && IsNotReplicated(f));

    private static IEnumerable<ISymbol> AllMembers(INamedTypeSymbol type)
    {
        for (var t = type; t is not null; t = t.BaseType)
        {
            foreach (var member in t.GetMembers())
            {
                yield return member;
            }
        }
    }

    private bool IsFieldLike(IEventSymbol e)
        => e.DeclaringSyntaxReferences.Any(r => r.GetSyntax(context.CancellationToken) is VariableDeclaratorSyntax);

    /// <summary>Whether its accessors do nothing but get and set its field.</summary>
    private bool IsTrivial(IPropertySymbol property)
    {
        if (property.IsVirtual || property.IsOverride || property.IsAbstract || property.ExplicitInterfaceImplementations.Length > 0)
        {
            return false;
        }

        foreach (var reference in property.DeclaringSyntaxReferences)
        {
            switch (reference.GetSyntax(context.CancellationToken))
            {
                case PropertyDeclarationSyntax { AccessorList: { } list }
                    when list.Accessors.All(static a => a.Body is null && a.ExpressionBody is null) && !list.Parent!.ChildTokens().Any(static t => t.IsKind(SyntaxKind.PartialKeyword)):
                case ParameterSyntax:
                    continue;
                default:
                    return false;
            }
        }

        return true;
    }
}
