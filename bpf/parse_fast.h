/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0 */
/* Reading the common shapes in linear data, for the fast path. What it reads it reads as rf_parse does; what it does not know it leaves to that. */
#pragma once
#include "parse.h"

/* TCP and UDP without options, extension headers, tags or fragments, in linear data. 1: done, 0: ask rf_parse. */
static __always_inline int rf_parse_fast(struct __sk_buff *skb, struct rf_packet *p)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	struct iphdr *ip = data + 14;
	__u32 transport, left;
	struct rf_address *source = p->direction == RF_INGRESS ? &p->key.remote : &p->key.local;
	struct rf_address *destination = p->direction == RF_INGRESS ? &p->key.local : &p->key.remote;
	if ((void *)(ip + 1) + sizeof(struct udphdr) > end)
		return 0;
	__u16 type = *(__u16 *)(data + 12);
	if (type == bpf_htons(RF_ETH_IPV4)) {
		if (*(__u8 *)ip != 0x45 || ip->frag_off & bpf_htons(0x3fff))
			return 0;
		left = bpf_ntohs(ip->tot_len);
		if (left < sizeof(*ip) || left > skb->len - 14)
			return 0;
		left -= sizeof(*ip);
		transport = 14 + sizeof(*ip);
		p->key.protocol = ip->protocol;
		p->key.family = 4;
		rf_set_v4(source, ip->saddr);
		rf_set_v4(destination, ip->daddr);
	} else if (type == bpf_htons(RF_ETH_IPV6)) {
		struct ipv6hdr *ip6 = data + 14;
		if ((void *)(ip6 + 1) + sizeof(struct udphdr) > end || (*(__u8 *)ip6 & 0xf0) != 0x60)
			return 0;
		left = bpf_ntohs(ip6->payload_len);
		if (!left || left > skb->len - 14 - sizeof(*ip6))
			return 0;
		transport = 14 + sizeof(*ip6);
		p->key.protocol = ip6->nexthdr;
		p->key.family = 6;
		__builtin_memcpy(source, &ip6->saddr, 16);
		__builtin_memcpy(destination, &ip6->daddr, 16);
	} else {
		return 0;
	}
	if (p->key.protocol == RF_IPPROTO_TCP) {
		struct tcphdr *tcp = data + transport;
		if ((void *)(tcp + 1) > end || tcp->doff < 5 || tcp->doff * 4u > left)
			return 0;
		rf_orient_ports(p, tcp->source, tcp->dest);
		p->tcp_flags = ((__u8 *)tcp)[13];
	} else if (p->key.protocol == RF_IPPROTO_UDP) {
		struct udphdr *udp = data + transport;
		if ((void *)(udp + 1) > end)
			return 0;
		__u32 length = bpf_ntohs(udp->len);
		if (length < sizeof(*udp) || length > left)
			return 0;
		rf_orient_ports(p, udp->source, udp->dest);
	} else {
		return 0;
	}
	p->sender_low = *(__u16 *)(data + 6) | (__u32)*(__u16 *)(data + 8) << 16;
	p->sender_high = *(__u16 *)(data + 10);
	return 1;
}
