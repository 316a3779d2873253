using System.Collections.Immutable;
using System.Text.Json.Serialization.Metadata;
using Ringfence.Contracts.Cdb;
using Ringfence.Contracts.Clb;
using Ringfence.Contracts.Cvm;
using Ringfence.Contracts.Regional;
using Ringfence.Contracts.Ringfence;
using Ringfence.Contracts.Tagging;
using Ringfence.Contracts.Vpc;
using Ringfence.Contracts.Vpc.Snapshots;

namespace Ringfence.Contracts.Common;

/// <summary>
/// How response records become JSON: names as the vendor spells them, declared types exactly (typed clients refuse others, reference E.10), arrays never null,
/// absent optional members left out. The records say so themselves, so that these rules hold under any options without a naming policy.
/// </summary>
public static class ResponseJson
{
    /// <summary>A resolver for each service's records.</summary>
    public static ImmutableArray<IJsonTypeInfoResolver> Resolvers { get; } =
    [
        CommonJsonContext.Default, VpcJsonContext.Default, SnapshotJsonContext.Default, CvmJsonContext.Default, ClbJsonContext.Default, CdbJsonContext.Default, TaggingJsonContext.Default,
        RegionalJsonContext.Default, RingfenceJsonContext.Default,
    ];
}
