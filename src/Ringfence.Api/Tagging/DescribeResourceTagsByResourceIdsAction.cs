using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Tagging;
using Ringfence.Control.Tagging;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tagging;

/// <summary>
/// The tags of resources, in the order of the request (reference C.9). What an id names is known by its prefix; one that does not exist has no tags. The service type is
/// echoed.
/// </summary>
internal sealed class DescribeResourceTagsByResourceIdsAction(ActionServices services)
    : ProductAction(Product.Tag, "DescribeResourceTagsByResourceIds", services)
{
    private const int DefaultLimit = 15;
    private const int MaximumLimit = 1000;

    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string serviceType = parameters.RequiredString("ServiceType");
        parameters.RequiredString("ResourcePrefix");
        var ids = parameters.RequiredStrings("ResourceIds");
        if (ids.Length > Product.MaxIds)
            parameters.Fault("LimitExceeded.ResourceNumPerRequest", $"`ResourceIds` holds {ids.Length} ids; at most {Product.MaxIds} are allowed.");
        string region = parameters.RequiredString("ResourceRegion").Trim();
        bool custom = ReadCategory(parameters);
        var paging = Paging.Read(parameters, DefaultLimit, MaximumLimit);
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));

        var world = World;
        var scope = region.Length == 0 ? context.Scope : context.Scope with { Region = region };
        var tags = ids.Select(id => id.Trim()).Distinct(StringComparer.Ordinal)
            .SelectMany(id => custom && TaggedResource.TryFind(world, scope, id, out var resource) ? resource.Tags.Select(tag => (Id: id, Tag: tag)) : [])
            .ToList();
        return ValueTask.FromResult(ActionResult.Ok(new DescribeResourceTagsByResourceIdsResponse(
            tags.Count, paging.Offset, paging.Limit, paging.Page(tags, row => Shape(row.Id, row.Tag, serviceType)))));
    }

    /// <summary>False when only the vendor's own tags are asked for: there are none.</summary>
    private static bool ReadCategory(ParameterReader parameters)
    {
        string? category = parameters.String("Category");
        if (category is not (null or "" or "All" or "Custom" or "System"))
            parameters.Fault("InvalidParameterValue", $"`Category` is {ParameterReaderExtensions.Quote(category)}; it can be All, Custom or System.");
        return category != "System";
    }

    private static TagResource Shape(string id, Tag tag, string serviceType) => new()
    {
        TagKey = tag.Key,
        TagValue = tag.Value,
        ResourceId = id,
        TagKeyMd5 = TagDigest.Of(tag.Key),
        TagValueMd5 = TagDigest.Of(tag.Value),
        ServiceType = serviceType,
        Category = "Custom",
    };
}
