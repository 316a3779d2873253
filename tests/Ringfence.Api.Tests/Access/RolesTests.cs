using System.Text.RegularExpressions;
using Ringfence.Api.Access;
using Ringfence.Api.Actions;
using Ringfence.Api.Tests.Support;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests.Access;

public sealed partial class RolesTests
{
    private readonly TestApi _api = new(World.Empty);

    [Fact]
    public void The_table_of_roles_in_the_docs_is_the_code()
    {
        string docs = Checkout.Read("docs", "api.md");
        var names = _api.Actions.Select(action => action.Name).ToHashSet();
        Assert.Equal(Named(docs, "operator"), Names(action => action.Access == ActionAccess.Administer));

        // What describes is a reader's but for those that are named; of the others those that are named.
        Assert.Equal(Named(docs, "reader"), Names(action => (action.Access == ActionAccess.Read != action.Name.StartsWith("Describe", StringComparison.Ordinal)) || action.LooksOnDryRun));
        Assert.Matches("^\\| `reader` \\| .*; with `DryRun` also ImportSecurityGroups and RestoreRevision \\|$", docs.Split('\n').Single(line => line.StartsWith("| `reader` |", StringComparison.Ordinal)));
        Assert.Equal(["ImportSecurityGroups", "RestoreRevision"], Names(action => action.LooksOnDryRun));

        IEnumerable<string> Named(string text, string role) =>
            Word().Matches(Regex.Match(text, $@"^\| `{role}` \| (.*) \|$", RegexOptions.Multiline).Groups[1].Value).Select(word => word.Value).Where(names.Contains).Order(StringComparer.Ordinal);

        IEnumerable<string> Names(Func<IApiAction, bool> isMeant) => _api.Actions.Where(isMeant).Select(action => action.Name).Order(StringComparer.Ordinal);
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

    [GeneratedRegex("[A-Za-z]+")]
    private static partial Regex Word();
}
