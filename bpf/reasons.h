/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0 */
/* Why a packet was dropped, and what else is counted. Numbers are stable: counters of a previous build are read by the next. */
#pragma once

#define RF_OF_FLOW (-2) /* no reason yet: the packet's flow and the policy decide */

enum rf_reason {
	RF_PASS = 0,
	/* drops */
	RF_RULE = 1,                  /* a rule says DROP */
	RF_NO_RULE = 2,               /* no rule matched */
	RF_CLOSED = 3,                /* the interface has no policy yet */
	RF_UNKNOWN_INTERFACE = 4,
	RF_ETHERTYPE = 5,             /* neither IPv4, IPv6 nor ARP */
	RF_MALFORMED_IP = 6,
	RF_MALFORMED_TRANSPORT = 7,
	RF_EXTENSION_HEADERS = 8,     /* too many, or in an order that is not one */
	RF_ROUTING_HEADER = 9,        /* IPv6 routing header or IPv4 source route: the destination in the header is not the destination */
	RF_SOURCE_ADDRESS = 10,
	RF_SOURCE_MAC = 11,
	RF_NEIGHBOUR_SPOOFED = 12,    /* an ARP or neighbour advertisement for somebody else's address */
	RF_FRAGMENT_ORPHAN = 13,      /* its first was not accepted, or not seen yet */
	RF_FRAGMENT_OVERLAP = 14,
	RF_FRAGMENT_TINY = 15,        /* the first has no complete transport header, or an inner one is not a multiple of 8 bytes */
	RF_FRAGMENT_OVERLONG = 16,    /* ends beyond 65,535 bytes */
	RF_FRAGMENT_TABLE_FULL = 17,
	RF_ERROR_UNRELATED = 18,      /* an ICMP error about no flow of this interface */
	RF_ICMP_NO_FLOW = 19,         /* an ICMP message that opens nothing and belongs to nothing */
	RF_FLOW_TABLE_FULL = 20,
	RF_FLOW_CUT = 21,             /* an established flow that the new policy refuses */
	RF_TABLE_BOUNDS = 22,         /* a table points outside itself: never, unless somebody wrote into it */
	RF_CONTENDED = 23,            /* gave up after losing a slot several times */
	RF_FLOW_LIMIT = 24,           /* the interface has its share of the flow table */
	/* not drops */
	RF_COUNT_OPENED = 32,
	RF_COUNT_REJUDGED = 33,
	RF_COUNT_ALWAYS_ALLOWED = 34,
	RF_COUNT_EVICTED = 35,
	RF_COUNT_FAILSAFE = 36,
	RF_COUNT_NOT_OWN = 37,        /* role host: forwarded, not the machine's own */
	RF_COUNT_RELATED = 38,
	RF_COUNT_DOUBLE = 39,         /* a flow that two cores opened at once; one entry was removed */
	RF_REASONS = 64,
};
