namespace Ringfence.Contracts.Vpc.Templates;

/// <summary>The address template of a rule (VPC type <c>AddressTemplateSpecification</c>): both ids are there, the unused one is "" (reference A.16).</summary>
/// <param name="AddressId"><c>ipm-…</c>, or "".</param>
/// <param name="AddressGroupId"><c>ipmg-…</c>, or "".</param>
public sealed record AddressTemplateSpecification(string AddressId, string AddressGroupId);

/// <summary>The service template of a rule (VPC type <c>ServiceTemplateSpecification</c>): both ids are there, the unused one is "" (reference A.16).</summary>
/// <param name="ServiceId"><c>ppm-…</c>, or "".</param>
/// <param name="ServiceGroupId"><c>ppmg-…</c>, or "".</param>
public sealed record ServiceTemplateSpecification(string ServiceId, string ServiceGroupId);
