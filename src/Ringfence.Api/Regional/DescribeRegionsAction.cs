using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Regional;

namespace Ringfence.Api.Regional;

/// <summary>The regions that are served, by code (reference F). The Region product wants to be told a product; every product is served in every region here.</summary>
internal sealed class DescribeRegionsAction(Product product, ActionServices services) : ProductAction(product, "DescribeRegions", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        if (Product == Product.Region)
        {
            parameters.RequiredString("Product");
            parameters.Integer("Scene");
        }

        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        var regions = Services.Options.Regions.Served.Select(code => new RegionInfo(code, RegionNames.Of(code), "AVAILABLE")).ToList();
        return ValueTask.FromResult(ActionResult.Ok(new DescribeRegionsResponse(regions.Count, [.. regions])));
    }
}
