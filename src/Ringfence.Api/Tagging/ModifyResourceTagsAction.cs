using System.Collections.Immutable;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Common;
using Ringfence.Control.Tagging;
using Tag = Ringfence.Control.Worlds.Tag;

namespace Ringfence.Api.Tagging;

/// <summary>Adds, overwrites and removes tags of a resource, named in six parts (reference C.9).</summary>
internal sealed class ModifyResourceTagsAction(ActionServices services) : ProductAction(Product.Tag, "ModifyResourceTags", services)
{
    private const int MaximumTags = 10;

    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var resource = ReadResource(parameters, context);
        var replace = Bounded(parameters, "ReplaceTags", parameters.Objects("ReplaceTags", ReadTag));
        var delete = Bounded(parameters, "DeleteTags", parameters.Objects("DeleteTags", ReadKey));
        foreach (var tag in replace.Where(tag => ReservedTagKeys.Contains(tag.Key)))
            parameters.Fault("InvalidParameterValue.ReservedTagKey", $"The tag key {ParameterReaderExtensions.Quote(tag.Key)} is reserved.");
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        string region = resource!.Region.Length == 0 ? context.Scope.Region : resource.Region;
        return CommitAsync(new ModifyTags(resource.Id, region, replace, delete), context, static _ => EmptyResponse.Instance, cancellationToken);
    }

    private static ResourceName? ReadResource(ParameterReader parameters, RequestContext context)
    {
        string text = parameters.RequiredString("Resource");
        if (parameters.Raw("Resource") is null)
            return null;
        if (!ResourceName.TryParse(text, out var name))
        {
            parameters.Fault("InvalidParameterValue.ResourceDescriptionError",
                $"`Resource` is {ParameterReaderExtensions.Quote(text)}; it must have the form qcs::service:region:uin/account:prefix/id.");
        }
        else if (name.Account.Length > 0 && name.Account != context.Scope.Account)
        {
            parameters.Fault("InvalidParameterValue.UinInvalid", "`Resource` names another account.");
        }
        else if (!TaggedResource.IsTaggable(name.Id))
        {
            parameters.Fault("InvalidParameterValue.ResourceIdInvalid", $"`Resource` names {ParameterReaderExtensions.Quote(name.Id)}, which is no resource that can have tags.");
        }

        return name;
    }

    private static Tag ReadTag(ParameterReader parameters)
    {
        var tag = new Tag(parameters.RequiredString("TagKey"), parameters.String("TagValue") ?? "");
        parameters.AllowOnly("TagKey", "TagValue");
        return tag;
    }

    private static string ReadKey(ParameterReader parameters)
    {
        string key = parameters.RequiredString("TagKey");
        parameters.AllowOnly("TagKey");
        return key;
    }

    private static ImmutableArray<T> Bounded<T>(ParameterReader parameters, string name, ImmutableArray<T>? given)
    {
        if (given is { IsEmpty: true })
            parameters.Fault("InvalidParameter", $"`{name}` may be left out but not be empty.");
        if (given is { Length: > MaximumTags } many)
            parameters.Fault("LimitExceeded.TagNumPerRequest", $"`{name}` holds {many.Length} tags; at most {MaximumTags} are allowed.");
        return given ?? [];
    }
}
