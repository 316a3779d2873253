/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0 */
/* Reading the common shapes in linear data, for the fast path. What it reads it reads as rf_parse does; what it does not know it leaves to that. */
#pragma once
#include "parse.h"

/* The ports as the key has them. */
static __always_inline __u32 rf_ports(const struct rf_packet *p, __u16 source, __u16 destination)
{
	return p->direction == RF_INGRESS ? source | (__u32)destination << 16 : destination | (__u32)source << 16;
}

static __always_inline void rf_set_v6(struct rf_address *a, const void *address)
{
	a->high = *(const volatile __u64 *)address;
	a->low = *(const volatile __u64 *)(address + 8);
}

/* TCP and UDP without options, extension headers, tags or fragments, in linear data. 1: done, 0: ask rf_parse. */
static __always_inline int rf_parse_fast(struct __sk_buff *skb, struct rf_packet *p, __u32 interface)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	struct iphdr *ip = data + 14;
	__u32 transport, left, protocol, family, ports;
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
		protocol = ip->protocol;
		family = 4;
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
		protocol = ip6->nexthdr;
		family = 6;
		rf_set_v6(source, &ip6->saddr);
		rf_set_v6(destination, &ip6->daddr);
	} else {
		return 0;
	}
	if (protocol == RF_IPPROTO_TCP) {
		struct tcphdr *tcp = data + transport;
		if ((void *)(tcp + 1) > end || tcp->doff < 5 || tcp->doff * 4u > left)
			return 0;
		ports = rf_ports(p, tcp->source, tcp->dest);
		p->tcp_flags = rf_tcp_flags(((__u8 *)tcp)[13], tcp->doff * 4u < left);
	} else if (protocol == RF_IPPROTO_UDP) {
		struct udphdr *udp = data + transport;
		if ((void *)(udp + 1) > end)
			return 0;
		__u32 length = bpf_ntohs(udp->len);
		if (length < sizeof(*udp) || length > left)
			return 0;
		ports = rf_ports(p, udp->source, udp->dest);
	} else {
		return 0;
	}
	/* In one store: it is read as one word next, and a processor does not put that together from several that are on their way. */
	*(__u64 *)&p->key = ports | (__u64)(interface | protocol << 16 | family << 24) << 32;
	p->sender_low = *(__u32 *)(data + 6);
	p->sender_high = *(__u16 *)(data + 10);
	return 1;
}
