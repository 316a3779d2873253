/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0 */
/* What the generator sends, as Traffic/FramePattern.cs writes it. */
#pragma once
#include <linux/types.h>

#define PEERS_MOST 131072

/* One far end: its address (IPv4 in the first four bytes) and the instance's port that it speaks to. Network order. */
struct peer {
	__u8 address[16];
	__u16 port;
	__u16 reserved;
	__u32 reserved2;
};

/* Packet number n speaks for peer n % peers from port first_port + n / peers % ports. */
struct pattern {
	__u64 next;
	__u32 peers;
	__u32 ports;
	__u32 out; /* ifindex */
	__u16 first_port;
	__u8 reply; /* 1: the instance's answers */
	__u8 ipv6;
	__u8 instance[16];
	__u8 destination_mac[6];
	__u8 source_mac[6];
	__u32 reserved;
};
