using Ringfence.Control.Worlds;

namespace Ringfence.Control.Guards;

/// <summary>Guards as sentences.</summary>
public static class GuardText
{
    /// <summary><c>nothing from outside but ipm-… reaches tag role=db on tcp:22</c>.</summary>
    public static string Of(Guard guard)
    {
        string except = guard.Except.IsNobody ? "" : $" but {Of(guard.Except)}";
        return $"nothing from {Of(guard.From)}{except} reaches {Of(guard.To)} on {string.Join(' ', guard.Services)}";
    }

    private static string Of(GuardEnd end)
    {
        var parts = new List<string>();
        if (end.All)
            parts.Add("anywhere");
        if (end.Outside)
            parts.Add("outside");
        parts.AddRange(end.CidrBlocks);
        parts.AddRange(end.SecurityGroupIds);
        parts.AddRange(end.AddressTemplateIds);
        parts.AddRange(end.Tags.Select(tag => $"tag {tag.Key}={tag.Value}"));
        parts.AddRange(end.InstanceIds);
        return string.Join(", ", parts);
    }
}
