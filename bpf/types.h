/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0 */
/* Layouts that the program and user space share. src/Ringfence.Datapath/Ebpf/Layout mirrors them; a test compares both through BTF. */
#pragma once
#include <linux/types.h>

/* To be raised when something changes that no structure here says: the meaning of a bit, an index or a unit, how a table is walked. */
enum rf_layout_version { RF_LAYOUT_VERSION = 1 };

#define RF_INGRESS 0 /* towards the instance */
#define RF_EGRESS 1  /* from the instance */

/* One address, both families: 16 bytes in network order; IPv4 as ::ffff:a.b.c.d. The family beside it tells a mapped IPv4 from an IPv6 that looks like it. */
struct rf_address {
	__u64 high, low;
};

/* One conversation at one interface. Ports in network order; an ICMP query has its identifier there (rf_set_identifier). Protocols without ports leave them zero. */
struct rf_flow_key {
	__u16 remote_port, local_port;
	__u16 interface; /* index of the interface's record: a flow between two local interfaces is two entries, one a policy */
	__u8 protocol, family;
	struct rf_address remote, local;
};

/* One cache line. `word` is the lock and the stamp: low half the judgement's stamp (generation + epoch, doubled, and RF_JOINT), high half a sequence that grows
 * by two with each use of the slot and is odd while a writer is in it. `condition` is state | flags << 8 | (sequence >> 1) << 16. A free slot has family 0. */
struct rf_flow {
	struct rf_flow_key key;
	__u64 word;
	__u32 seen;      /* jiffies */
	__u32 rule;      /* host-wide rule number */
	__u32 opened;    /* jiffies / 16 */
	__u32 condition;
};

#define RF_JOINT 1 /* of a stamp: whoever sends to this interface from this host agreed under the same root */

/* Slots come in buckets. A flow's hash names its home, one slot; who finds that taken goes to another way of the bucket, and when the bucket is full to one of three
 * others. A bucket's word in rf_overflow says whom and where to look for: bits for the home ways that have such flows, bits for the other ways that such flows took, a
 * bit for other buckets; above, a number that grows whenever a flow goes away from home. */
#define RF_WAYS 8
#define RF_AWAY(home) (1u << ((home) & (RF_WAYS - 1)))
#define RF_TAKEN(way) (256u << ((way) & (RF_WAYS - 1)))
#define RF_SPILLED 0x10000
#define RF_WENT_AWAY 0x20000 /* the number's unit */

/* Flow states; each has its own age. */
enum rf_state {
	RF_TCP_HALF_OPEN = 0,   /* only the opener has spoken */
	RF_TCP_ANSWERED = 1,    /* the other side has answered */
	RF_TCP_ESTABLISHED = 2, /* and the opener has spoken again */
	RF_TCP_CLOSING = 3,     /* a FIN was seen */
	RF_TCP_CLOSED = 4,      /* a RST was seen, and is believed */
	RF_UDP_UNANSWERED = 5,
	RF_UDP_ANSWERED = 6,
	RF_UDP_STREAM = 7,      /* the opener has spoken again after an answer */
	RF_ICMP = 8,
	RF_OTHER_UNANSWERED = 9,
	RF_OTHER_ANSWERED = 10,
	RF_TCP_RESET = 11,      /* established, and a RST of the far side was seen: it may be anybody's */
	RF_STATES = 16, /* a power of two: an index is masked */
};

#define RF_FLOW_EGRESS 1     /* the instance opened it */
#define RF_FLOW_OWN 2        /* the local address was one of the interface's own when it was judged */
#define RF_FLOW_REFUSED 4    /* closed by the instance's own RST */
#define RF_FLOW_CONFIRMED 8  /* the far side is there: not a spoofed source (ages.h) */

/* One fragmented datagram whose first fragment was accepted. */
struct rf_fragments {
	struct rf_address source, destination;
	__u32 id;
	__u16 interface;
	__u8 protocol, family;
	__u32 lock;    /* 1 while a writer is in it; high half: where the last fragment ended, 0 while unknown */
	__u32 seen;    /* jiffies */
	__u16 from[4]; /* what has passed, as disjoint ranges in units of 8 bytes; empty ones have from == to */
	__u16 to[4];
};
#define RF_FRAGMENT_WAYS 4

/* A table of compiled policy in the arena: offsets in bytes. */
struct rf_table {
	__u32 rows;    /* u16 by address class: the row */
	__u32 classes; /* how many of them */
	__u32 kinds;   /* u16 by protocol: a column, or RF_HAS_PORTS | number of a port map */
	__u32 ports;   /* port maps: 256 u16 each, by the high byte of the port: the number of a page */
	__u32 pages;   /* pages: 256 u16 each, by the low byte: the column */
	__u32 matrix;  /* u32 by row * columns + column: rule << 1 | accept; rule 0: none matched */
	__u32 columns;
	__u32 cells;   /* rows * columns */
};
#define RF_HAS_PORTS 0x8000

/* Everything about one interface that changes with a revision. Immutable once an image names it. */
struct rf_enforcement {
	struct rf_table tables[2]; /* by direction */
	__u32 classifier;          /* offset of the classifier that the tables' class numbers belong to */
	__u32 own;                 /* offset of the own addresses */
	__u32 own_count;
	__u32 flags;
	__u8 mac[6];
	__u16 reserved;
};

/* Address to class. Members move in place; when numbers change their meaning, a second classifier is written and the interfaces turn to it. */
struct rf_classifier {
	__u64 hosts4; /* low half: offset of the lines, 0: none; high half: mask of lines */
	__u64 hosts6;
	__u32 root4;  /* offset of 65536 slots, 0: none */
	__u32 root6;
};
#define RF_SOURCE_CHECK 1
#define RF_HAS_MAC 2
#define RF_ROLE_HOST 4
#define RF_NO_LINK_HEADER 8
#define RF_MAX_OWN 256

/* Who has this index. What is enforced there says the host's image. */
struct rf_interface {
	__u32 ifindex; /* 0: nobody */
	__u32 reserved;
};

/* What all interfaces of the host enforce; immutable. The host's root names one, and turning the root is how a revision comes into force, at all interfaces in one
 * store. Behind it a word for each index of rf_interfaces: low half the generation, high half the offset of the enforcement; 0: closed. */
struct rf_image {
	__u32 overrides; /* offset of the classes that the host tables do not have yet */
	__u32 override_count;
};

/* An address that moved together with a policy: the table is written when nobody looks at the image before any more. */
struct rf_override {
	struct rf_address address;
	__u32 family;
	__u32 class; /* 0: in no set, its prefix decides */
};
#define RF_MAX_OVERRIDES 64

/* A line of the host table for IPv4: eight addresses with their classes. The top bit of the first class says that an address of this line may be in its other line. */
struct rf_hosts4 {
	struct {
		__u32 address; /* network order; 0: free */
		__u32 class;
	} ways[8];
};
struct rf_hosts6 {
	__u64 high[3], low[3];
	__u32 class[3]; /* 0: free */
	__u32 overflow; /* its top bit says the same */
};
#define RF_LINE 64 /* bytes of a line of either */
#define RF_OVERFLOW 0x80000000u
#define RF_TRIE_BLOCK 0x80000000u /* a trie slot with this bit is the number of a block of 256 slots; without it a class */

/* Which revision of the world a root brought into force. */
struct rf_revision {
	__u64 root;
	__u64 revision;
};
#define RF_REVISIONS 8

#define RF_FAILSAFE_PORTS 8
struct rf_host {
	__u64 root;      /* low half the epoch, which grows with each change of an address's class; high half the offset of the image */
	__u32 displaced; /* entries of rf_displaced: who is not at home is looked for there */
	__u32 features;
	__u32 ages[RF_STATES]; /* jiffies */
	__u32 fragment_age;
	__u32 age_margin;  /* a slot is taken from an expired flow this much later than the flow expires: a packet in flight may still stamp it */
	__u32 evict_after; /* a flow idle so long gives way when its buckets are full (rf_gives_way) */
	__u32 sample_mask; /* an event is written when random & mask is zero */
	__u32 secret[12];
	__u16 failsafe[RF_FAILSAFE_PORTS]; /* network order, 0: unused */
	struct rf_revision revisions[RF_REVISIONS]; /* of the last roots; written before the root is turned */
};
/* Always allowed, each can be turned off. */
#define RF_ALLOW_ARP 1
#define RF_ALLOW_NEIGHBOUR_DISCOVERY 2
#define RF_ALLOW_MULTICAST_LISTENER 4
#define RF_ALLOW_DHCP 8
#define RF_ALLOW_DHCPV6 16
#define RF_ALLOW_ROUTER_DISCOVERY 32
#define RF_COUNT_PACKETS 256
#define RF_EVENTS_DROPS 512
#define RF_EVENTS_FLOWS 1024

/* How often something was counted, per CPU; bytes of the frames, for drops. */
struct rf_count {
	__u64 packets, bytes;
};

struct rf_rule_hits {
	__u64 flows, packets, bytes;
};

struct rf_event {
	__u64 jiffies;
	__u64 revision; /* that judged; 0: not known */
	struct rf_flow_key key;
	__u32 rule;
	__u32 length;
	__u16 reason;
	__u8 direction; /* of the packet */
	__u8 reserved;
};
