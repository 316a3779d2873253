/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0 */
/* How a flow's state moves with its packets, and which flows give way to new ones.
 *
 * Whoever opens a flow from outside may not be whom it says. Its ACK shows nothing, since nobody here knows which number would be right, nor does one of the instance's: a
 * stack says so to whatever does not fit, during the handshake too (RFC 9293, 3.10.7.4). Data of the instance shows it: a stack sends it when what only the receiver of its SYN-ACK
 * knows has come back. What the instance opened itself is confirmed when it speaks again after an answer. An unconfirmed flow lives as long as another, and gives way
 * to a new one when its buckets are full; a confirmed one never does. */
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

/* Where both sides seem to be there: they give way when nobody else does. */
#define RF_GIVES_WAY_LAST (1u << RF_TCP_ESTABLISHED | 1u << RF_TCP_CLOSING | 1u << RF_TCP_RESET | 1u << RF_UDP_STREAM | 1u << RF_OTHER_ANSWERED)

/* Whether a flow that has been idle so long gives way to a new one. 0: it does not; else the more, the sooner. */
static __always_inline __u32 rf_gives_way(const struct rf_host *host, __u32 condition, __u32 idle)
{
	__u32 state = condition & (RF_STATES - 1), after = host->evict_after;
	if (condition & RF_FLOW_CONFIRMED << 8) {
		if (state != RF_TCP_RESET)
			return 0;
		after = host->ages[RF_TCP_CLOSED]; /* anybody's RST, perhaps */
	} else if (state == RF_UDP_STREAM) {
		after = host->ages[RF_UDP_ANSWERED]; /* a second datagram is all that tells it from one that was answered */
	}
	if ((__s32)idle <= (__s32)after)
		return 0;
	return 1u << state & RF_GIVES_WAY_LAST ? 1 : idle;
}

static __always_inline __u32 rf_with_state(__u32 condition, __u32 state) { return (condition & ~0xffu) | state; }

/* The state behind a packet that may change it. */
__noinline __u32 rf_next_tcp(__u32 condition, __u32 tcp, int from_instance)
{
	__u32 state = condition & 0xff;
	int from_opener = !!(condition & RF_FLOW_EGRESS << 8) == from_instance;
	int data = (tcp & (RF_TCP_DATA | RF_TCP_SYN)) == RF_TCP_DATA, acks = (tcp & (RF_TCP_ACK | RF_TCP_SYN)) == RF_TCP_ACK;
	if (state >= RF_TCP_CLOSING && (tcp & (RF_TCP_SYN | RF_TCP_ACK | RF_TCP_RST)) == RF_TCP_SYN)
		return RF_REOPEN;
	if (tcp & RF_TCP_RST) {
		if (state == RF_TCP_CLOSED || (state == RF_TCP_RESET && !from_instance))
			return condition;
		/* Its sequence number is not looked at: a far side's may be anybody's. It ends no conversation, it makes its flow expire sooner. The instance's own is its word. */
		if (state == RF_TCP_ESTABLISHED && !from_instance)
			return rf_with_state(condition, RF_TCP_RESET);
		condition = rf_with_state(condition, RF_TCP_CLOSED) & ~((RF_FLOW_CONFIRMED | RF_FLOW_REFUSED) << 8);
		return from_instance ? condition | RF_FLOW_REFUSED << 8 : condition;
	}
	if (state == RF_TCP_CLOSED) {
		/* A stack that waits for the end of a handshake refuses what is not it, and goes on waiting: its data says that it has come. */
		if (condition & RF_FLOW_REFUSED << 8 && from_instance && data)
			return rf_with_state(condition, RF_TCP_ESTABLISHED) | RF_FLOW_CONFIRMED << 8;
		return condition;
	}
	if (state == RF_TCP_RESET) /* Whoever sent the RST goes on talking: it was not theirs. */
		return !from_instance && acks ? rf_with_state(condition, RF_TCP_ESTABLISHED) : condition;
	if (state == RF_TCP_HALF_OPEN && !from_opener) {
		state = RF_TCP_ANSWERED;
	} else if (state == RF_TCP_ANSWERED && from_opener && acks) {
		state = RF_TCP_ESTABLISHED;
		if (from_instance)
			condition |= RF_FLOW_CONFIRMED << 8;
	}
	if (from_instance && !from_opener && data)
		condition |= RF_FLOW_CONFIRMED << 8;
	if (tcp & RF_TCP_FIN && state >= RF_TCP_ANSWERED)
		state = RF_TCP_CLOSING;
	return rf_with_state(condition, state);
}

static __always_inline __u32 rf_next_condition(__u32 condition, const struct rf_packet *p)
{
	__u32 state = condition & 0xff;
	if (p->key.protocol == RF_IPPROTO_TCP) {
		const __u32 established = RF_TCP_ESTABLISHED | RF_FLOW_CONFIRMED << 8;
		if ((condition & (0xff | RF_FLOW_CONFIRMED << 8)) == established && !(p->tcp_flags & (RF_TCP_FIN | RF_TCP_RST)))
			return condition;
		return rf_next_tcp(condition, p->tcp_flags, p->direction == RF_EGRESS);
	}
	int from_opener = !!(condition & RF_FLOW_EGRESS << 8) == (p->direction == RF_EGRESS);
	if (state == RF_UDP_UNANSWERED && !from_opener)
		return rf_with_state(condition, RF_UDP_ANSWERED);
	if (state == RF_UDP_ANSWERED && from_opener)
		return rf_with_state(condition, RF_UDP_STREAM) | (p->direction == RF_EGRESS ? RF_FLOW_CONFIRMED << 8 : 0);
	if (state == RF_OTHER_UNANSWERED && !from_opener)
		return rf_with_state(condition, RF_OTHER_ANSWERED);
	return condition;
}
