using Ringfence.Datapath.Nftables.Text;

namespace Ringfence.Datapath.Nftables.Ruleset;

/// <summary>The three small chains that know the generation. They are exchanged with every change, so that each flow is judged once more at its next packet.</summary>
internal static class GenerationRules
{
    public static void Write(NftScript script, TableNames names, uint generation)
    {
        string t = names.Inet;
        uint ingress = FlowMark.Of(generation, FlowMark.IngressAccepted), egress = FlowMark.Of(generation, FlowMark.EgressAccepted);
        uint both = FlowMark.Of(generation, FlowMark.BothAccepted);
        script.Line($"flush chain {t} known");
        // The mark says that a side accepted, not which device: a frame that a bridge may bring to several ports, and a packet for many, is judged at each.
        script.Line($"add rule {t} known meta mark & {PortMark.MagicMask} == {PortMark.Magic} return");
        script.Line($"add rule {t} known meta pkttype != host return");
        script.Line($"add rule {t} known ct mark {both} goto pass");
        script.Line($"add rule {t} known ct mark {ingress} goto known_ingress");
        script.Line($"add rule {t} known ct mark {egress} goto known_egress");
        script.Line($"flush chain {t} egress_ok");
        script.Line($"add rule {t} egress_ok ct mark set {egress}");
        script.Line($"add rule {t} egress_ok goto ingress_stage");
        script.Line($"flush chain {t} commit");
        script.Line($"add rule {t} commit ct mark {egress} ct mark set {both} goto pass");
        script.Line($"add rule {t} commit ct mark set {ingress} goto pass");
    }
}
