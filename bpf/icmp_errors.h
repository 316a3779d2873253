/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0 */
/* An ICMP error belongs to the flow whose packet it quotes: the quoted packet went the other way, and the error must go to who had sent it. */
#pragma once
#include "parse.h"

/* Reads the quoted header into the flow's key, as this interface sees it. 0, or RF_ERROR_UNRELATED. */
__noinline int rf_parse_quoted(struct __sk_buff *skb, struct rf_packet *p, struct rf_flow_key *key)
{
	if (!p || !key)
		return RF_ERROR_UNRELATED;
	__u32 at = p->transport + 8;
	struct rf_address source, destination;
	__u8 protocol;
	if (p->key.family == 4) {
		struct iphdr ip;
		if (at + sizeof(ip) > p->end || bpf_skb_load_bytes(skb, at, &ip, sizeof(ip)))
			return RF_ERROR_UNRELATED;
		if (ip.version != 4 || ip.ihl < 5 || ip.frag_off & bpf_htons(0x1fff))
			return RF_ERROR_UNRELATED;
		rf_set_v4(&source, ip.saddr);
		rf_set_v4(&destination, ip.daddr);
		protocol = ip.protocol;
		at += ip.ihl * 4;
	} else {
		struct ipv6hdr ip;
		if (at + sizeof(ip) > p->end || bpf_skb_load_bytes(skb, at, &ip, sizeof(ip)))
			return RF_ERROR_UNRELATED;
		if (ip.version != 6)
			return RF_ERROR_UNRELATED;
		__builtin_memcpy(&source, &ip.saddr, 16);
		__builtin_memcpy(&destination, &ip.daddr, 16);
		protocol = ip.nexthdr;
		at += sizeof(ip);
#pragma unroll 1
		for (int i = 0; i < RF_MAX_EXTENSION_HEADERS; i++) {
			__u8 h[8];
			if (!rf_is_extension(protocol))
				break;
			if (at + sizeof(h) > p->end || bpf_skb_load_bytes(skb, at, h, sizeof(h)))
				return RF_ERROR_UNRELATED;
			if (protocol == RF_NEXT_FRAGMENT && (h[2] || h[3] & 0xf8))
				return RF_ERROR_UNRELATED;
			at += protocol == RF_NEXT_FRAGMENT ? 8 : protocol == RF_NEXT_AUTHENTICATION ? (h[1] + 2u) * 4 : (h[1] + 1u) * 8;
			protocol = h[0];
		}
	}
	if (!rf_same_address(&source, rf_destination(p)))
		return RF_ERROR_UNRELATED;
	*(__u64 *)key = 0;
	key->interface = p->key.interface;
	key->family = p->key.family;
	key->protocol = protocol;
	/* An error to the instance quotes what the instance sent. */
	key->local = p->direction == RF_INGRESS ? source : destination;
	key->remote = p->direction == RF_INGRESS ? destination : source;
	if (protocol == RF_IPPROTO_TCP || protocol == RF_IPPROTO_UDP) {
		__u16 ports[2];
		if (at + sizeof(ports) > p->end || bpf_skb_load_bytes(skb, at, ports, sizeof(ports)))
			return RF_ERROR_UNRELATED;
		key->local_port = p->direction == RF_INGRESS ? ports[0] : ports[1];
		key->remote_port = p->direction == RF_INGRESS ? ports[1] : ports[0];
	} else if (protocol == (p->key.family == 4 ? RF_IPPROTO_ICMP : RF_IPPROTO_ICMPV6)) {
		__u8 icmp[8];
		if (at + sizeof(icmp) > p->end || bpf_skb_load_bytes(skb, at, icmp, sizeof(icmp)))
			return RF_ERROR_UNRELATED;
		int query = rf_icmp_query(p->key.family, icmp[0]);
		if (!query)
			return RF_ERROR_UNRELATED;
		rf_set_identifier(key, *(__u16 *)&icmp[4], (query == 1) == (p->direction == RF_INGRESS));
	}
	return 0;
}
