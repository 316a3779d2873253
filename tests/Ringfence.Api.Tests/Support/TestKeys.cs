using Ringfence.Api.Credentials;

namespace Ringfence.Api.Tests.Support;

/// <summary>Key pairs with a master key of the test's, so that nothing is written before a pair is made.</summary>
internal static class TestKeys
{
    public static readonly string MasterKey = Convert.ToBase64String(Enumerable.Range(1, 32).Select(i => (byte)i).ToArray());

    public static readonly CredentialSettings Settings = CredentialSettings.None with { MasterKey = MasterKey };

    public static readonly KeyPair Root = new("AKIDroot", "root-secret", TestWorld.Home.Account);

    public static AccessKeys Open(string folder) =>
        AccessKeys.Open(Root, Settings, folder, TimeProvider.System, out string? fault) ?? throw new InvalidOperationException(fault);
}
