/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0 */
/* What a link needs to work at all, whatever the policy says. THE list; docs/enforcement.md has it in words. Each line can be turned off by its feature bit.
 * None of it makes a flow. A guest that is source-checked may speak of its own addresses only. A machine answers for others too (proxy ARP), and asks for an address
 * wherever it was before. */
#pragma once
#include "parse.h"
#include "source_check.h"

struct rf_arp {
	__u16 hardware, protocol;
	__u8 hardware_length, protocol_length;
	__u16 operation;
	__u8 sender_mac[6], sender[4], target_mac[6], target[4];
};

/* Whether it is checked which addresses a packet says are the sender's. */
static __always_inline int rf_checks_claims(const struct rf_packet *p, const struct rf_enforcement *e)
{
	return p->direction == RF_EGRESS && (e->flags & (RF_SOURCE_CHECK | RF_ROLE_HOST)) == RF_SOURCE_CHECK;
}

/* 0: pass. */
static __always_inline int rf_arp(struct __sk_buff *skb, struct rf_packet *p, const struct rf_enforcement *e, __u32 features)
{
	struct rf_arp arp;
	if (!(features & RF_ALLOW_ARP))
		return RF_ETHERTYPE;
	if (bpf_skb_load_bytes(skb, p->network, &arp, sizeof(arp)))
		return RF_MALFORMED_IP;
	/* Other lengths would put the addresses elsewhere. */
	if (arp.hardware != bpf_htons(1) || arp.protocol != bpf_htons(RF_ETH_IPV4) || arp.hardware_length != 6 || arp.protocol_length != 4)
		return RF_MALFORMED_IP;
	if (!rf_checks_claims(p, e))
		return 0;
	struct rf_address sender;
	__u32 v4;
	__builtin_memcpy(&v4, arp.sender, 4);
	if (e->flags & RF_HAS_MAC && (*(__u16 *)&arp.sender_mac[0] != *(__u16 *)&e->mac[0] || *(__u16 *)&arp.sender_mac[2] != *(__u16 *)&e->mac[2] ||
				      *(__u16 *)&arp.sender_mac[4] != *(__u16 *)&e->mac[4]))
		return RF_NEIGHBOUR_SPOOFED;
	if (!v4)
		return 0; /* a probe, RFC 5227 */
	rf_set_v4(&sender, v4);
	return rf_is_own(p, &sender) ? 0 : RF_NEIGHBOUR_SPOOFED;
}

static __always_inline int rf_is_link_local(const struct rf_address *a) { return (a->high & 0xc0ff) == 0x80fe; } /* fe80::/10 */
static __always_inline int rf_is_unspecified6(const struct rf_address *a) { return !a->high && !a->low; }

#define RF_ND_ROUTER_SOLICITATION 133
#define RF_ND_ROUTER_ADVERTISEMENT 134
#define RF_ND_SOLICITATION 135
#define RF_ND_ADVERTISEMENT 136

/* RFC 4861: hop limit 255, so from this link. A router speaks to an instance, an instance is no router. */
static __always_inline int rf_neighbour_discovery(struct __sk_buff *skb, struct rf_packet *p, const struct rf_enforcement *e, __u32 features)
{
	__u8 type = p->icmp_type;
	if (!(features & (type < RF_ND_SOLICITATION ? RF_ALLOW_ROUTER_DISCOVERY : RF_ALLOW_NEIGHBOUR_DISCOVERY)))
		return -1;
	if (type < RF_ND_ROUTER_SOLICITATION || type > RF_ND_ADVERTISEMENT || p->hop_limit != 255)
		return -1;
	if (p->direction == RF_INGRESS)
		return type == RF_ND_ROUTER_SOLICITATION ? -1 : 0;
	if (type == RF_ND_ROUTER_ADVERTISEMENT)
		return -1;
	if (!(e->flags & RF_SOURCE_CHECK))
		return 0;
	const struct rf_address *source = rf_source(p);
	if (!rf_is_link_local(source) && !rf_is_unspecified6(source) && !rf_is_own(p, source))
		return RF_SOURCE_ADDRESS;
	if (type != RF_ND_ADVERTISEMENT || !rf_checks_claims(p, e))
		return 0;
	struct rf_address target;
	if (p->end - p->transport < 24 || bpf_skb_load_bytes(skb, p->transport + 8, &target, sizeof(target)))
		return RF_MALFORMED_TRANSPORT;
	return rf_is_link_local(&target) || rf_is_own(p, &target) ? 0 : RF_NEIGHBOUR_SPOOFED;
}

#define RF_MLD_QUERY 130
#define RF_MLD_REPORT 131
#define RF_MLD_DONE 132
#define RF_MLD_REPORT_V2 143

/* RFC 2710, RFC 3810: switches that snoop forward solicitations only to who has reported. A router asks, an instance reports. */
static __always_inline int rf_multicast_listener(struct rf_packet *p, const struct rf_enforcement *e)
{
	__u8 type = p->icmp_type;
	int reports = type == RF_MLD_REPORT || type == RF_MLD_DONE || type == RF_MLD_REPORT_V2;
	if (p->direction == RF_INGRESS ? type != RF_MLD_QUERY : !reports)
		return -1;
	if (p->hop_limit != 1)
		return -1;
	if (p->direction == RF_INGRESS || !(e->flags & RF_SOURCE_CHECK))
		return 0;
	const struct rf_address *source = rf_source(p);
	return rf_is_link_local(source) || rf_is_unspecified6(source) || rf_is_own(p, source) ? 0 : RF_SOURCE_ADDRESS;
}

/* A client's side only (RFC 2131, RFC 8415). */
static __always_inline int rf_dhcp(struct rf_packet *p, const struct rf_enforcement *e, __u32 features)
{
	int four = p->key.family == 4;
	__u16 client = four ? bpf_htons(68) : bpf_htons(546), server = four ? bpf_htons(67) : bpf_htons(547);
	if (!(features & (four ? RF_ALLOW_DHCP : RF_ALLOW_DHCPV6)))
		return -1;
	if (p->key.local_port != client || p->key.remote_port != server)
		return -1;
	if (!rf_checks_claims(p, e))
		return 0;
	const struct rf_address *source = rf_source(p);
	if (four ? !rf_v4(source) : rf_is_link_local(source))
		return 0;
	return rf_is_own(p, source) ? 0 : RF_SOURCE_ADDRESS;
}

/* Most packets are not on the list whatever else is in them. */
static __always_inline int rf_may_be_allowed(const struct rf_packet *p)
{
	if (p->key.protocol == RF_IPPROTO_TCP)
		return 0;
	return p->key.protocol != RF_IPPROTO_UDP || p->key.local_port == bpf_htons(68) || p->key.local_port == bpf_htons(546);
}

/* 0: allowed; a positive reason: dropped; -1: not on the list. */
__noinline int rf_always_allowed(struct __sk_buff *skb, struct rf_packet *p, __u32 features)
{
	if (!p)
		return -1;
	const struct rf_enforcement *e = rf_enforcement_of(p);
	if (!e)
		return -1;
	if (p->kind == RF_KIND_ARP)
		return rf_arp(skb, p, e, features);
	if (p->kind == RF_KIND_FRAGMENT || p->fragmented)
		return -1;
	if (p->key.protocol == RF_IPPROTO_UDP)
		return rf_dhcp(p, e, features);
	if (p->key.family != 6 || p->key.protocol != RF_IPPROTO_ICMPV6)
		return -1;
	int result = rf_neighbour_discovery(skb, p, e, features);
	if (result < 0 && features & RF_ALLOW_MULTICAST_LISTENER)
		result = rf_multicast_listener(p, e);
	return result;
}
