/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0 */
/* Reading a packet of any shape: rf_parse is the authority. 0 or a drop reason. */
#pragma once
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include "packet.h"

#define RF_MAX_VLAN_TAGS 2
#define RF_MAX_EXTENSION_HEADERS 8

static __always_inline void rf_orient(struct rf_packet *p, const struct rf_address *source, const struct rf_address *destination)
{
	if (p->direction == RF_INGRESS) {
		p->key.remote = *source;
		p->key.local = *destination;
	} else {
		p->key.remote = *destination;
		p->key.local = *source;
	}
}

static __always_inline void rf_orient_ports(struct rf_packet *p, __u16 source, __u16 destination)
{
	p->key.remote_port = p->direction == RF_INGRESS ? source : destination;
	p->key.local_port = p->direction == RF_INGRESS ? destination : source;
}

static __always_inline __u16 rf_source_port(const struct rf_packet *p)
{
	return p->direction == RF_INGRESS ? p->key.remote_port : p->key.local_port;
}

static __always_inline __u16 rf_destination_port(const struct rf_packet *p)
{
	return p->direction == RF_INGRESS ? p->key.local_port : p->key.remote_port;
}

static __always_inline const struct rf_address *rf_source(const struct rf_packet *p)
{
	return p->direction == RF_INGRESS ? &p->key.remote : &p->key.local;
}

static __always_inline const struct rf_address *rf_destination(const struct rf_packet *p)
{
	return p->direction == RF_INGRESS ? &p->key.local : &p->key.remote;
}

/* ICMP queries: 1 opens a flow, 2 answers one; both carry an identifier. RFC 792, RFC 950; RFC 4443, RFC 4620. */
static __always_inline int rf_icmp_query(__u8 family, __u8 type)
{
	if (family == 4) {
		if (type == 8 || type == 13 || type == 15 || type == 17)
			return 1;
		return type == 0 || type == 14 || type == 16 || type == 18 ? 2 : 0;
	}
	if (type == 128 || type == 139)
		return 1;
	return type == 129 || type == 140 ? 2 : 0;
}

/* A query's identifier takes the place of the port of who asks, and one more that of the other: two that ask each other with one identifier have two conversations, and an
 * answer belongs to a question of the other side only. (Not a constant for the other: it would be somebody's identifier.) */
static __always_inline void rf_set_identifier(struct rf_flow_key *key, __u16 identifier, int local_asks)
{
	key->local_port = identifier + !local_asks;
	key->remote_port = identifier + !!local_asks;
}

static __always_inline int rf_icmp_error(__u8 family, __u8 type)
{
	if (family == 4)
		return type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
	return type < 128;
}

/* The transport header of an unfragmented packet or a first fragment. */
static __always_inline int rf_parse_transport(struct __sk_buff *skb, struct rf_packet *p)
{
	__u8 protocol = p->key.protocol;
	__u32 left = p->end - p->transport;
	int tiny = p->fragmented ? RF_FRAGMENT_TINY : RF_MALFORMED_TRANSPORT;
	if (protocol == RF_IPPROTO_TCP) {
		struct tcphdr tcp;
		if (left < sizeof(tcp) || bpf_skb_load_bytes(skb, p->transport, &tcp, sizeof(tcp)))
			return tiny;
		__u32 length = tcp.doff * 4;
		if (length < sizeof(tcp))
			return RF_MALFORMED_TRANSPORT;
		if (length > left)
			return tiny;
		rf_orient_ports(p, tcp.source, tcp.dest);
		p->tcp_flags = rf_tcp_flags(((__u8 *)&tcp)[13], length < left);
	} else if (protocol == RF_IPPROTO_UDP) {
		struct udphdr udp;
		if (left < sizeof(udp) || bpf_skb_load_bytes(skb, p->transport, &udp, sizeof(udp)))
			return tiny;
		__u32 length = bpf_ntohs(udp.len);
		if (length < sizeof(udp) || (!p->fragmented && length > left))
			return RF_MALFORMED_TRANSPORT;
		rf_orient_ports(p, udp.source, udp.dest);
	} else if ((protocol == RF_IPPROTO_ICMP && p->key.family == 4) || (protocol == RF_IPPROTO_ICMPV6 && p->key.family == 6)) {
		__u8 icmp[8];
		if (left < sizeof(icmp) || bpf_skb_load_bytes(skb, p->transport, icmp, sizeof(icmp)))
			return tiny;
		p->icmp_type = icmp[0];
		int query = rf_icmp_query(p->key.family, icmp[0]);
		if (query)
			rf_set_identifier(&p->key, *(__u16 *)&icmp[4], (query == 1) == (p->direction == RF_EGRESS));
		p->kind = query == 1 ? RF_KIND_OPENS : rf_icmp_error(p->key.family, icmp[0]) ? RF_KIND_ERROR : RF_KIND_ANSWER;
	}
	return 0;
}

/* What all fragments must hold: inner ones end on a multiple of 8 bytes, none ends beyond the longest packet. */
static __always_inline int rf_check_fragment(struct rf_packet *p, __u32 header_length)
{
	__u32 length = p->end - p->transport;
	p->fragment_length = length;
	if (p->more && (length & 7 || !length))
		return RF_FRAGMENT_TINY;
	if (!length)
		return RF_FRAGMENT_TINY;
	if (p->fragment_offset * 8u + length + header_length > 65535)
		return RF_FRAGMENT_OVERLONG;
	return 0;
}

#define RF_OPTION_END 0
#define RF_OPTION_NOTHING 1
#define RF_OPTION_LOOSE_ROUTE 131
#define RF_OPTION_STRICT_ROUTE 137
#define RF_MAX_OPTION_BYTES 40

/* How many options are looked at in one call: the verifier walks a loop once for each of its turns, and a function once. */
#define RF_OPTIONS_AT_ONCE 8
#define RF_OPTIONS_GO_ON 0x10000 /* beside the place of the next option */

/* The next IPv4 options (RFC 791): with a source route the destination that a rule saw is not the destination. 0 when there are no more, a drop reason, or where to go on. */
__noinline int rf_check_next_options(struct __sk_buff *skb, __u32 at, __u32 end)
{
#pragma unroll 1
	for (int i = 0; i < RF_OPTIONS_AT_ONCE; i++) {
		__u8 option[2];
		if (at >= end)
			return 0;
		if (bpf_skb_load_bytes(skb, at, option, 1))
			return RF_MALFORMED_IP;
		if (option[0] == RF_OPTION_END)
			return 0;
		if (option[0] == RF_OPTION_NOTHING) {
			at++;
			continue;
		}
		if (at + 2 > end || bpf_skb_load_bytes(skb, at, option, 2) || option[1] < 2 || at + option[1] > end)
			return RF_MALFORMED_IP;
		if (option[0] == RF_OPTION_LOOSE_ROUTE || option[0] == RF_OPTION_STRICT_ROUTE)
			return RF_ROUTING_HEADER;
		at += option[1];
	}
	return at | RF_OPTIONS_GO_ON;
}

/* All of them: 0 or a drop reason. */
static __always_inline int rf_check_options(struct __sk_buff *skb, __u32 at, __u32 end)
{
	int next = at | RF_OPTIONS_GO_ON;
#pragma unroll 1
	for (int i = 0; i < RF_MAX_OPTION_BYTES / RF_OPTIONS_AT_ONCE && next & RF_OPTIONS_GO_ON; i++)
		next = rf_check_next_options(skb, next & (RF_OPTIONS_GO_ON - 1), end);
	return next & RF_OPTIONS_GO_ON ? 0 : next;
}

static __always_inline int rf_parse_v4(struct __sk_buff *skb, struct rf_packet *p)
{
	struct iphdr ip;
	if (bpf_skb_load_bytes(skb, p->network, &ip, sizeof(ip)))
		return RF_MALFORMED_IP;
	__u32 header = ip.ihl * 4, available = skb->len - p->network, total = bpf_ntohs(ip.tot_len);
	if (total == 0 && skb->gso_segs)
		total = available; /* beyond 64 KB: "big TCP" */
	if (ip.version != 4 || header < sizeof(ip) || total < header || total > available)
		return RF_MALFORMED_IP;
	struct rf_address source, destination;
	rf_set_v4(&source, ip.saddr);
	rf_set_v4(&destination, ip.daddr);
	p->key.family = 4;
	p->key.protocol = ip.protocol;
	rf_orient(p, &source, &destination);
	p->hop_limit = ip.ttl;
	p->transport = p->network + header;
	p->end = p->network + total;
	if (header > sizeof(ip)) {
		int reason = rf_check_options(skb, p->network + sizeof(ip), p->transport);
		if (reason)
			return reason;
	}
	__u32 fragment = bpf_ntohs(ip.frag_off);
	p->more = fragment >> 13 & 1;
	p->fragment_offset = fragment & 0x1fff;
	p->fragment_id = ip.id;
	p->fragment_protocol = ip.protocol;
	p->fragmented = p->more || p->fragment_offset;
	if (p->fragmented) {
		int reason = rf_check_fragment(p, header);
		if (reason)
			return reason;
	}
	if (p->fragment_offset) {
		p->kind = RF_KIND_FRAGMENT;
		return 0;
	}
	return rf_parse_transport(skb, p);
}

#define RF_NEXT_HOP_BY_HOP 0
#define RF_NEXT_ROUTING 43
#define RF_NEXT_FRAGMENT 44
#define RF_NEXT_AUTHENTICATION 51
#define RF_NEXT_NONE 59
#define RF_NEXT_DESTINATION 60

/* The extension headers that Linux steps over (ipv6_ext_hdr); mobility and the like are protocols by number, as in a rule. */
static __always_inline int rf_is_extension(__u8 next)
{
	return next == RF_NEXT_HOP_BY_HOP || next == RF_NEXT_ROUTING || next == RF_NEXT_FRAGMENT || next == RF_NEXT_AUTHENTICATION ||
	       next == RF_NEXT_DESTINATION;
}

static __always_inline int rf_parse_v6(struct __sk_buff *skb, struct rf_packet *p)
{
	struct ipv6hdr ip;
	if (bpf_skb_load_bytes(skb, p->network, &ip, sizeof(ip)))
		return RF_MALFORMED_IP;
	__u32 available = skb->len - p->network, total = bpf_ntohs(ip.payload_len) + sizeof(ip);
	if (total == sizeof(ip) && skb->gso_segs)
		total = available;
	if (ip.version != 6 || total > available)
		return RF_MALFORMED_IP;
	p->key.family = 6;
	rf_orient(p, (struct rf_address *)&ip.saddr, (struct rf_address *)&ip.daddr);
	p->hop_limit = ip.hop_limit;
	p->transport = p->network + sizeof(ip);
	p->end = p->network + total;

	__u8 next = ip.nexthdr;
#pragma unroll 1
	for (int i = 0; i < RF_MAX_EXTENSION_HEADERS; i++) {
		__u8 h[8];
		__u32 length;
		if (!rf_is_extension(next))
			break;
		if ((next == RF_NEXT_HOP_BY_HOP && i) || (next == RF_NEXT_FRAGMENT && p->fragmented))
			return RF_EXTENSION_HEADERS;
		if (p->end - p->transport < sizeof(h) || bpf_skb_load_bytes(skb, p->transport, h, sizeof(h)))
			return p->fragmented ? RF_FRAGMENT_TINY : RF_EXTENSION_HEADERS;
		if (next == RF_NEXT_ROUTING && h[3])
			return RF_ROUTING_HEADER;
		if (next == RF_NEXT_FRAGMENT) {
			__u32 field = (__u32)h[2] << 8 | h[3];
			p->more = field & 1;
			p->fragment_offset = field >> 3;
			p->fragmented = p->more || p->fragment_offset; /* neither: an atomic fragment, RFC 6946 */
			__builtin_memcpy(&p->fragment_id, h + 4, 4);
			p->fragment_protocol = h[0];
			length = 8;
		} else if (next == RF_NEXT_AUTHENTICATION) {
			length = (h[1] + 2u) * 4;
		} else {
			length = (h[1] + 1u) * 8;
		}
		p->transport += length;
		if (p->transport > p->end)
			return p->fragmented ? RF_FRAGMENT_TINY : RF_EXTENSION_HEADERS;
		if (next == RF_NEXT_FRAGMENT && p->fragmented) {
			int reason = rf_check_fragment(p, p->transport - p->network - sizeof(ip) - length);
			if (reason)
				return reason;
			if (p->fragment_offset) {
				p->key.protocol = h[0];
				p->kind = RF_KIND_FRAGMENT;
				return 0;
			}
		}
		next = h[0];
	}
	if (rf_is_extension(next))
		return RF_EXTENSION_HEADERS;
	p->key.protocol = next;
	return rf_parse_transport(skb, p);
}

/* Every shape. */
__noinline int rf_parse(struct __sk_buff *skb, struct rf_packet *p, __u32 flags)
{
	__u16 type;
	if (!p)
		return RF_MALFORMED_IP;
	p->network = 0;
	if (flags & RF_NO_LINK_HEADER) {
		type = bpf_ntohs(skb->protocol);
	} else {
		if (bpf_skb_load_bytes(skb, 12, &type, 2))
			return RF_ETHERTYPE;
		type = bpf_ntohs(type);
		p->network = 14;
#pragma unroll
		for (int i = 0; i < RF_MAX_VLAN_TAGS; i++) {
			if (type != RF_ETH_VLAN && type != RF_ETH_QINQ)
				break;
			if (bpf_skb_load_bytes(skb, p->network + 2, &type, 2))
				return RF_ETHERTYPE;
			type = bpf_ntohs(type);
			p->network += 4;
		}
	}
	if (type == RF_ETH_IPV4)
		return rf_parse_v4(skb, p);
	if (type == RF_ETH_IPV6)
		return rf_parse_v6(skb, p);
	if (type != RF_ETH_ARP)
		return RF_ETHERTYPE;
	p->kind = RF_KIND_ARP;
	return 0;
}
