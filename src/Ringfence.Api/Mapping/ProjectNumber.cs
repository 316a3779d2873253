using System.Globalization;

namespace Ringfence.Api.Mapping;

/// <summary>Projects are text in VPC and numbers in CVM, CLB and CDB.</summary>
internal static class ProjectNumber
{
    /// <summary>The number. A project that is none is shown as the default project: one bad row must not take the list with it.</summary>
    public static long Of(string projectId) => long.TryParse(projectId, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;
}
