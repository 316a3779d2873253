/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0 */
/* An instance sends only from its own addresses, a guest only with its MAC; and which packets are a machine's own at all (role host). */
#pragma once
#include "packet.h"

static __always_inline const struct rf_enforcement *rf_enforcement_of(const struct rf_packet *p)
{
	void *arena = rf_region(&rf_arena);
	__u32 offset = p->current >> 32;
	return arena && offset ? RF_AT(arena, offset) : 0;
}

/* How many of a list are looked at in one call: the verifier walks a loop once for each of its turns, and a function once. */
#define RF_OWN_AT_ONCE 16

/* Whether an address is among the first of a list. */
__noinline int rf_is_among(const struct rf_address *wanted, __u32 list, __u32 count)
{
	void *arena = rf_region(&rf_arena);
	if (!wanted || !arena)
		return 0;
#pragma unroll 1
	for (__u32 i = 0; i < RF_OWN_AT_ONCE && i < count; i++)
		if (rf_same_address(RF_AT(arena, list + i * sizeof(*wanted)), wanted))
			return 1;
	return 0;
}

__noinline int rf_is_own(const struct rf_packet *p, const struct rf_address *a)
{
	if (!p || !a)
		return 0;
	const struct rf_enforcement *e = rf_enforcement_of(p);
	if (!e)
		return 0;
	__u32 count = e->own_count, own = e->own;
#pragma unroll 1
	for (__u32 i = 0; i < RF_MAX_OWN && i < count; i += RF_OWN_AT_ONCE)
		if (rf_is_among(a, own + i * sizeof(*a), count - i))
			return 1;
	return 0;
}

/* Whether a flow's local address is the interface's own. */
static __always_inline int rf_local_is_own(const struct rf_packet *p, const struct rf_flow_key *key)
{
	const struct rf_enforcement *e = rf_enforcement_of(p);
	void *arena = rf_region(&rf_arena);
	/* Most often it is the first. */
	return e && arena && ((e->own_count && rf_same_address(RF_AT(arena, e->own), &key->local)) || rf_is_own(p, &key->local));
}

/* The frame's sender against the interface's MAC. 1: right, or nothing to check. */
static __always_inline int rf_mac_is_own(struct __sk_buff *skb, const struct rf_enforcement *e)
{
	if (!(e->flags & RF_SOURCE_CHECK) || !(e->flags & RF_HAS_MAC) || e->flags & RF_NO_LINK_HEADER)
		return 1;
	__u8 mac[6];
	if (bpf_skb_load_bytes(skb, 6, mac, 6))
		return 0;
	return *(__u16 *)&mac[0] == *(__u16 *)&e->mac[0] && *(__u16 *)&mac[2] == *(__u16 *)&e->mac[2] && *(__u16 *)&mac[4] == *(__u16 *)&e->mac[4];
}

/* The same, of a packet that rf_parse_fast has read. */
static __always_inline int rf_sender_is_own(const struct rf_packet *p, const struct rf_enforcement *e)
{
	return !(e->flags & RF_HAS_MAC) || (p->sender_low == (*(__u16 *)&e->mac[0] | (__u32)*(__u16 *)&e->mac[2] << 16) && p->sender_high == *(__u16 *)&e->mac[4]);
}

static __always_inline int rf_is_multicast(__u8 family, const struct rf_address *a)
{
	if (family == 4) {
		__u32 v4 = rf_v4(a);
		return (v4 & bpf_htonl(0xf0000000)) == bpf_htonl(0xe0000000) || v4 == 0xffffffff;
	}
	return (a->high & 0xff) == 0xff;
}

#define RF_FIB_NOT_FORWARDED 4
#define RF_FIB_FORWARDING_OFF 5

/* Role host: a forwarded packet is not the machine's own. Outwards: one that came in by a device. Inwards: one that the routing table sends on. An address
 * that the registration forgot is local to the routing table and so judged, not let by. */
__noinline int rf_is_forwarded(struct __sk_buff *skb, struct rf_packet *p)
{
	if (!p || p->kind == RF_KIND_ARP)
		return 0;
	if (p->direction == RF_EGRESS)
		return skb->ingress_ifindex != 0;
	if (rf_is_multicast(p->key.family, &p->key.local) || rf_is_own(p, &p->key.local))
		return 0;
	struct bpf_fib_lookup fib = { .ifindex = skb->ifindex };
	if (p->key.family == 4) {
		fib.family = 2;
		fib.ipv4_src = rf_v4(&p->key.remote);
		fib.ipv4_dst = rf_v4(&p->key.local);
	} else {
		fib.family = 10;
		__builtin_memcpy(fib.ipv6_src, &p->key.remote, 16);
		__builtin_memcpy(fib.ipv6_dst, &p->key.local, 16);
	}
	long result = bpf_fib_lookup(skb, &fib, sizeof(fib), 0);
	return result >= 0 && result != RF_FIB_NOT_FORWARDED && result != RF_FIB_FORWARDING_OFF;
}
