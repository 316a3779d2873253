/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0 */
/* How a flow's state moves with its packets. A flow that only its opener has spoken on is unconfirmed: it ages fast, and gives way when its buckets are
 * full. What is confirmed (opener, other side, opener again: a spoofed source cannot do that) never gives way. */
#pragma once
#include "packet.h"

#define RF_REOPEN 0xffffffffu /* a SYN on a flow that was closing: a new conversation with the old ports */

static __always_inline __u32 rf_first_state(const struct rf_packet *p)
{
	switch (p->key.protocol) {
	case RF_IPPROTO_TCP:
		return p->tcp_flags & RF_TCP_RST ? RF_TCP_CLOSED : RF_TCP_HALF_OPEN;
	case RF_IPPROTO_UDP:
		return RF_UDP_UNANSWERED;
	case RF_IPPROTO_ICMP:
	case RF_IPPROTO_ICMPV6:
		return RF_ICMP;
	default:
		return RF_OTHER_UNANSWERED;
	}
}

/* States that a new flow may push out of a full bucket, as a bit set. */
#define RF_EVICTABLE                                                                                                                            \
	(1u << RF_TCP_HALF_OPEN | 1u << RF_TCP_ANSWERED | 1u << RF_TCP_CLOSED | 1u << RF_TCP_RESET | 1u << RF_UDP_UNANSWERED | 1u << RF_UDP_ANSWERED | \
	 1u << RF_ICMP | 1u << RF_OTHER_UNANSWERED)

/* How long it must have been idle for that. A RST's sequence numbers are not looked at, and anybody may have sent it: where both sides had spoken, it does not end the
 * conversation, it makes its flow expire sooner, and give way later than one where nobody knows that both sides are there. */
static __always_inline __u32 rf_evict_after(const struct rf_host *host, __u32 condition)
{
	return (condition & 0xff) == RF_TCP_RESET ? host->ages[RF_TCP_CLOSED] : host->evict_after;
}

static __always_inline __u32 rf_with_state(__u32 condition, __u32 state) { return (condition & ~0xffu) | state; }

static __always_inline __u32 rf_next_tcp(__u32 condition, __u8 tcp, int from_opener)
{
	__u32 state = condition & 0xff;
	if (state >= RF_TCP_CLOSING && (tcp & (RF_TCP_SYN | RF_TCP_ACK | RF_TCP_RST)) == RF_TCP_SYN)
		return RF_REOPEN;
	int rst_from_opener = !!(condition & RF_FLOW_RST_OPENER << 8);
	if (tcp & RF_TCP_RST) {
		if (state == RF_TCP_CLOSED || (state == RF_TCP_RESET && rst_from_opener == from_opener))
			return condition;
		condition = rf_with_state(condition, state == RF_TCP_ESTABLISHED ? RF_TCP_RESET : RF_TCP_CLOSED) & ~(RF_FLOW_RST_OPENER << 8);
		return from_opener ? condition | RF_FLOW_RST_OPENER << 8 : condition;
	}
	if (state == RF_TCP_CLOSED || state == RF_TCP_RESET) {
		/* Whoever sent the RST goes on talking: it was not theirs. */
		if (condition & RF_FLOW_CONFIRMED << 8 && rst_from_opener == from_opener && tcp & RF_TCP_ACK)
			return rf_with_state(condition, RF_TCP_ESTABLISHED);
		return condition;
	}
	if (state == RF_TCP_HALF_OPEN && !from_opener)
		state = RF_TCP_ANSWERED;
	else if (state == RF_TCP_ANSWERED && from_opener && !(tcp & RF_TCP_SYN)) {
		state = RF_TCP_ESTABLISHED;
		condition |= RF_FLOW_CONFIRMED << 8;
	}
	if (tcp & RF_TCP_FIN && state >= RF_TCP_ANSWERED)
		state = RF_TCP_CLOSING;
	return rf_with_state(condition, state);
}

static __always_inline __u32 rf_next_condition(__u32 condition, const struct rf_packet *p)
{
	__u32 state = condition & 0xff;
	int from_opener = !!(condition & RF_FLOW_EGRESS << 8) == (p->direction == RF_EGRESS);
	if (p->key.protocol == RF_IPPROTO_TCP) {
		if (state == RF_TCP_ESTABLISHED && !(p->tcp_flags & (RF_TCP_FIN | RF_TCP_RST)))
			return condition;
		return rf_next_tcp(condition, p->tcp_flags, from_opener);
	}
	if (state == RF_UDP_UNANSWERED && !from_opener)
		return rf_with_state(condition, RF_UDP_ANSWERED);
	if (state == RF_UDP_ANSWERED && from_opener)
		return rf_with_state(condition, RF_UDP_STREAM);
	if (state == RF_OTHER_UNANSWERED && !from_opener)
		return rf_with_state(condition, RF_OTHER_ANSWERED);
	return condition;
}
