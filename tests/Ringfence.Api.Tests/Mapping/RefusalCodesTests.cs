using Ringfence.Api.Mapping;
using Ringfence.Control;
using Ringfence.Control.Commands;

namespace Ringfence.Api.Tests.Mapping;

public sealed class RefusalCodesTests
{
    public static TheoryData<RefusalKind> Kinds() => [.. Enum.GetValues<RefusalKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_refusal_has_a_code_of_the_vendor_in_every_product(RefusalKind kind)
    {
        Func<RefusalKind, string>[] products = [RefusalCodes.Vpc, RefusalCodes.VpcCreatePolicies, RefusalCodes.VpcSnapshotInstances, RefusalCodes.Cvm, RefusalCodes.Clb, RefusalCodes.Cdb, RefusalCodes.CdbAssociate, RefusalCodes.Tag, RefusalCodes.Extension];
        foreach (var codeOf in products)
            Assert.Matches("^(InvalidParameter|InvalidParameterValue|MissingParameter|ResourceNotFound|ResourceInUse|LimitExceeded|UnsupportedOperation|InvalidSecurityGroupId|InvalidInstanceId|OperationDenied|MutexOperation|FailedOperation)(\\.[A-Za-z]+)?$", codeOf(kind));
    }

    [Theory]
    [InlineData(RefusalKind.Missing, "InvalidParameterValue.Empty", "MissingParameter")]
    [InlineData(RefusalKind.GroupNotFound, "ResourceNotFound", "InvalidSecurityGroupId.NotFound")]
    [InlineData(RefusalKind.InstanceNotFound, "ResourceNotFound", "InvalidInstanceId.NotFound")]
    [InlineData(RefusalKind.GroupsPerInstanceQuota, "LimitExceeded", "LimitExceeded.AssociateUSGLimitExceeded")]
    [InlineData(RefusalKind.InstancesPerGroupQuota, "LimitExceeded", "LimitExceeded.CvmsVifsPerSecGroupLimitExceeded")]
    [InlineData(RefusalKind.GroupQuota, "LimitExceeded", "LimitExceeded.SingleUSGQuota")]
    [InlineData(RefusalKind.VersionMismatch, "UnsupportedOperation.VersionMismatch", "UnsupportedOperation.VersionMismatch")]
    [InlineData(RefusalKind.DuplicateRule, "UnsupportedOperation.DuplicatePolicy", "UnsupportedOperation.DuplicatePolicy")]
    [InlineData(RefusalKind.HostCapacity, "LimitExceeded", "LimitExceeded")]
    [InlineData(RefusalKind.ExpandedRuleQuota, "UnsupportedOperation.SgNumExceedLimit", "UnsupportedOperation.SgNumExceedLimit")]
    [InlineData(RefusalKind.GroupInUse, "ResourceInUse", "ResourceInUse")]
    [InlineData(RefusalKind.TooMany, "InvalidParameterValue.LimitExceeded", "InvalidParameterValue.LimitExceeded")]
    [InlineData(RefusalKind.LastGroup, "UnsupportedOperation", "UnsupportedOperation")]
    [InlineData(RefusalKind.ChangeOnTrial, "UnsupportedOperation.MutexOperationTaskRunning", "MutexOperation.TaskRunning")]
    public void The_products_call_it_differently(RefusalKind kind, string vpc, string cvm)
    {
        Assert.Equal(vpc, RefusalCodes.Vpc(kind));
        Assert.Equal(cvm, RefusalCodes.Cvm(kind));
    }

    [Fact]
    public void A_full_group_has_a_code_of_its_own_only_where_rules_are_created()
    {
        Assert.Equal("LimitExceeded.SecurityGroupPolicySet", RefusalCodes.VpcCreatePolicies(RefusalKind.RuleQuota));
        Assert.Equal("LimitExceeded", RefusalCodes.Vpc(RefusalKind.RuleQuota));
    }

    [Fact]
    public void A_kind_without_a_code_is_a_bug_and_not_an_answer() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RefusalCodes.Vpc((RefusalKind)9999));

    [Fact]
    public void Of_several_refusals_the_first_gives_the_code_and_all_give_their_messages()
    {
        var outcome = new Outcome<Nothing>(OutcomeStatus.Refused, 1, default,
            [new Refusal(RefusalKind.Malformed, "First."), new Refusal(RefusalKind.Coexist, "Second.")]);
        var error = outcome.ToResult(RefusalCodes.Vpc, _ => throw new InvalidOperationException()).Error;
        Assert.Equal("InvalidParameterValue.Malformed", error?.Code);
        Assert.Equal("First. Second.", error?.Message);
    }

    [Fact]
    public void Thousands_of_refusals_make_a_message_that_one_can_read()
    {
        var refusals = Enumerable.Range(0, 5000).Select(i => new Refusal(RefusalKind.InvalidValue, $"Fault {i}."));
        var error = new Outcome<Nothing>(OutcomeStatus.Refused, 1, default, [.. refusals]).ToResult(RefusalCodes.Vpc, _ => 1).Error;
        Assert.EndsWith("Fault 19. And 4980 more.", error?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OutcomeStatus.NoSpace, "ServiceUnavailable", "disk", "Nothing was changed")]
    [InlineData(OutcomeStatus.Unavailable, "ServiceUnavailable", "journal", "may have been made")]
    [InlineData(OutcomeStatus.Failed, "InternalError", "internal", "Nothing was changed")]
    public void What_is_not_committed_says_why_and_only_what_is_known_of_the_change(OutcomeStatus status, string code, string reason, string known)
    {
        var error = new Outcome<Nothing>(status, 1, default, []).ToResult(RefusalCodes.Vpc, _ => 1).Error;
        Assert.Equal(code, error?.Code);
        Assert.Contains(reason, error?.Message, StringComparison.Ordinal);
        Assert.Contains(known, error?.Message, StringComparison.Ordinal);
    }
}
