using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence;

namespace Ringfence.Api.Ringfence.Access;

/// <summary>The key pairs of the caller's account, without their secrets.</summary>
internal sealed class DescribeAccessKeysAction(ActionServices services) : AccessKeyAction("DescribeAccessKeys", services)
{
    protected override ActionResult Execute(ParameterReader parameters, RequestContext context)
    {
        var paging = Paging.Read(parameters);
        if (!parameters.TryFinish(out var error))
            return ActionResult.Fail(error);
        List<AccessKey> all = [.. Keys.List(context.Scope.Account).Select(AccessKeyShape.ToWire)];
        if (Keys.Root.Account == context.Scope.Account)
            all.Insert(0, AccessKeyShape.Root(Keys.Root));
        return ActionResult.Ok(new DescribeAccessKeysResponse(paging.Page(all, static key => key), all.Count));
    }
}
