/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0 */
/* What the rest of the program knows of the packet in hand. Scalars only, so that it can go to a subprogram by pointer. */
#pragma once
#include "maps.h"

#define RF_ETH_IPV4 0x0800
#define RF_ETH_ARP 0x0806
#define RF_ETH_IPV6 0x86dd
#define RF_ETH_VLAN 0x8100
#define RF_ETH_QINQ 0x88a8

#define RF_IPPROTO_ICMP 1
#define RF_IPPROTO_TCP 6
#define RF_IPPROTO_UDP 17
#define RF_IPPROTO_ICMPV6 58

enum rf_kind {
	RF_KIND_OPENS = 0,    /* belongs to a flow or may open one */
	RF_KIND_ANSWER = 1,   /* an ICMP message that only belongs to a flow */
	RF_KIND_ERROR = 2,    /* an ICMP error: belongs to the flow it quotes */
	RF_KIND_FRAGMENT = 3, /* a later fragment: no transport header */
	RF_KIND_ARP = 4,
};

struct rf_packet {
	struct rf_flow_key key; /* oriented: remote and local by the hook's direction */
	__u64 root;             /* the host's, read once */
	__u64 current;          /* the interface's word in the root's image */
	__u32 stamp;            /* what a judgement of this packet stamps a flow with */
	__u32 now;              /* jiffies */
	__u32 rule;             /* that dropped it */
	__u32 fragment_id;
	__u32 end;
	__u16 network, transport; /* offsets in the frame */
	union {
		struct { /* by rf_parse: of a fragment */
			__u32 fragment_length; /* what follows the fragment header, headers behind it included */
			__u16 fragment_offset; /* in units of 8 bytes */
		};
		struct { /* by rf_parse_fast, which reads none: the frame's source MAC, first four bytes as they lie */
			__u32 sender_low;
			__u16 sender_high;
		};
	};
	__u8 fragmented;               /* 1: carries a fragment header that is not atomic */
	__u8 more;                     /* more fragments follow */
	__u8 fragment_protocol;        /* what the fragment header names next */
	__u8 tcp_flags;                /* rf_tcp_flags */
	__u8 icmp_type, hop_limit;
	__u8 kind;
	__u8 direction; /* of the packet: RF_INGRESS or RF_EGRESS */
};

#define RF_TCP_FIN 1
#define RF_TCP_SYN 2
#define RF_TCP_RST 4
#define RF_TCP_ACK 16
#define RF_TCP_DATA 128 /* not the header's flag with that bit, which nobody asks for: there is data behind the header */

/* What of a TCP header's flags is kept. */
static __always_inline __u8 rf_tcp_flags(__u8 flags, int has_data) { return (flags & ~RF_TCP_DATA) | (has_data ? RF_TCP_DATA : 0); }

static __always_inline void rf_set_v4(struct rf_address *a, __u32 address)
{
	a->high = 0;
	a->low = (__u64)address << 32 | 0xffff0000u;
}

static __always_inline __u32 rf_v4(const struct rf_address *a) { return a->low >> 32; }

static __always_inline int rf_same_address(const struct rf_address *a, const struct rf_address *b)
{
	return !((a->high ^ b->high) | (a->low ^ b->low)); /* one branch: the verifier walks each */
}
