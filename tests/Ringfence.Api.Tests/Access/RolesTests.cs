using Ringfence.Api.Access;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests.Access;

public sealed class RolesTests
{
    private readonly TestApi _api = new(World.Empty);

    [Fact]
    public void What_describes_needs_a_reader_and_nothing_that_changes_needs_less_than_an_operator()
    {
        foreach (var action in _api.Actions)
        {
            bool looks = action.Name.StartsWith("Describe", StringComparison.Ordinal);
            Assert.True(looks || action.Access != ActionAccess.Read || ReadersToo.Contains(action.Name), $"{action.Name} is open to readers.");
            Assert.True(!looks || action.Access != ActionAccess.Change, $"{action.Name} is closed to readers.");
        }
    }

    [Fact]
    public void Key_pairs_the_audit_log_and_changes_of_guards_are_for_admins_only() => Assert.Equal(
        ["CreateAccessKey", "CreateGuards", "DeleteAccessKey", "DeleteGuards", "DescribeAccessKeys", "DescribeAuditLog", "ModifyGuard", "UpdateAccessKey"],
        _api.Actions.Where(action => action.Access == ActionAccess.Administer).Select(action => action.Name).Order());

    [Theory]
    [InlineData(Role.Reader, true, false, false)]
    [InlineData(Role.Operator, true, true, false)]
    [InlineData(Role.Admin, true, true, true)]
    public void Each_role_may_what_it_is_for(Role role, bool read, bool change, bool administer) => Assert.Equal(
        (read, change, administer),
        (AccessRules.Permits(role, ActionAccess.Read), AccessRules.Permits(role, ActionAccess.Change), AccessRules.Permits(role, ActionAccess.Administer)));

    /// <summary>Actions that only look although their names do not begin with <c>Describe</c>.</summary>
    private static readonly string[] ReadersToo = ["ExportSecurityGroups", "ExportEffectivePolicies", "ExplainTraffic", "CompareSecurityGroupPolicies", "AnalyzeExposure", "LintSecurityGroups"];
}
