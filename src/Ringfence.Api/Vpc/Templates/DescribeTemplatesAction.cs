using System.Collections.Immutable;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Vpc.Templates;

/// <summary>Lists templates of one kind: newest first, ties by id, unless ordered otherwise. An id that is not there finds nothing and is no error (reference C.2).</summary>
internal sealed class DescribeTemplatesAction : ProductAction
{
    private readonly TemplateWire _wire;
    private readonly FilterTable<ParameterTemplate> _filters;

    public DescribeTemplatesAction(TemplateWire wire, ActionServices services)
        : base(Product.Vpc, $"Describe{wire.Noun}s", services)
    {
        _wire = wire;
        _filters = new FilterTable<ParameterTemplate>()
            .On($"{wire.Filter}-name", static (template, filter) => filter.Is(template.Name))
            .On($"{wire.Filter}-id", static (template, filter) => filter.IsId(template.Id))
            .OnTags(static template => template.Tags);
        if (wire.MemberFilter is { } member)
            _filters.On(member, static (template, filter) => template.Members.Any(entry => filter.IsPartOf(entry.Text)));
    }

    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var filters = FilterReader.Read(parameters, Product.Filters);
        _filters.Check(parameters, filters, Product.Filters);
        var paging = Paging.Read(parameters);
        var order = TemplateOrder.Read(parameters, _wire);
        // Members are always shown: the vendor's samples do so whether or not they are asked for.
        parameters.Boolean("NeedMemberInfo");
        return ValueTask.FromResult(parameters.TryFinish(out var error) ? List(World, context.Scope, filters, paging, order) : ActionResult.Fail(error));
    }

    private ActionResult List(World world, Scope scope, ImmutableArray<Filter> filters, Paging paging, TemplateOrder order)
    {
        var found = new List<ParameterTemplate>();
        foreach (string id in world.TemplatesByScope.GetValueOrDefault(scope, []))
        {
            var template = world.Templates[id];
            if (template.Kind == _wire.Kind && _filters.Matches(template, filters))
                found.Add(template);
        }

        found.Sort(order);
        var page = paging.Page(found, template => template with { Members = order.Members(template.Members) });
        return ActionResult.Ok(new TemplateShape(world, Services.Clock).Listed(_wire.Kind, page, found.Count));
    }
}
