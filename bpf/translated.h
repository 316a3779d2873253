/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0 */
/* Role host: conversations of others behind the machine's own addresses (a container that the machine masquerades). Connection tracking translates their packets before they
 * come to the device outwards, and translates the answers behind us: outwards they are told by the device that they came in by, inwards they look like the machine's own. So
 * those outwards are noted, under keys that no packet of the machine's has, and answers pass with what was noted. A machine's own conversation and another's never have the
 * same addresses and ports: connection tracking gives a port once. */
#pragma once
#include "insert.h"

#define RF_TRANSLATED 0x80 /* of a key's family */

/* Notes a forwarded packet from one of the machine's own addresses. */
__noinline int rf_note_translated(struct rf_packet *p)
{
	struct rf_host *host = rf_region(&rf_host);
	void *flows = rf_region(&rf_flows);
	if (!p || !host || !flows || p->kind > RF_KIND_ANSWER || !rf_is_own(p, &p->key.local))
		return 0;
	__u64 hash = rf_hash_flow(&p->key, host), word;
	struct rf_flow *flow = rf_slot(flows, rf_find(flows, hash, &p->key, &word));
	if (word) {
		/* What others opened to the machine, and it passed on (a published port): only the answers are seen here. */
		__u32 condition = rf_condition(flow, word);
		if (rf_opened_by(condition) == RF_INGRESS)
			return rf_touch(host, flow, condition, p);
		rf_remove(flows, flow, p->key.interface, word); /* the machine's own is over: its port is somebody else's */
	}
	if (p->kind != RF_KIND_OPENS)
		return 0;
	p->key.family |= RF_TRANSLATED;
	hash = rf_hash_flow(&p->key, host);
	flow = rf_slot(flows, rf_find(flows, hash, &p->key, &word));
	if (word && !rf_touch(host, flow, rf_condition(flow, word), p)) {
		rf_remove(flows, flow, p->key.interface, word);
		word = 0;
	}
	if (!word)
		rf_insert(p, hash, 0); /* no room: the answer will be judged as if it were for the machine */
	p->key.family &= ~RF_TRANSLATED;
	return 0;
}

/* Whether a packet to the machine is an answer to what was noted. What begins a conversation is never one. */
static __always_inline int rf_answers_translated(struct rf_packet *p)
{
	struct rf_host *host = rf_region(&rf_host);
	void *flows = rf_region(&rf_flows);
	if (!p || !host || !flows || (p->key.protocol == RF_IPPROTO_TCP && (p->tcp_flags & (RF_TCP_SYN | RF_TCP_ACK)) == RF_TCP_SYN))
		return 0;
	__u64 word;
	p->key.family |= RF_TRANSLATED;
	struct rf_flow *flow = rf_slot(flows, rf_find(flows, rf_hash_flow(&p->key, host), &p->key, &word));
	p->key.family &= ~RF_TRANSLATED;
	if (!word)
		return 0;
	if (rf_touch(host, flow, rf_condition(flow, word), p))
		return 1;
	rf_remove(flows, flow, p->key.interface, word);
	return 0;
}
