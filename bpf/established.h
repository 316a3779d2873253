/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0 */
/* Judging flows that are there: again when something has changed, and together with the sender's side.
 *
 * A packet between two interfaces of this host is judged twice, at different instants, and the root may be turned between the two. Then one side by the old
 * revision and the other by the new could pass what both refuse. So the receiving side, whenever it judges at all, also asks the sender's policy under its own
 * root, and says so in the stamp (RF_JOINT). Where the stamp still holds, nothing has changed since both agreed. */
#pragma once
#include "interfaces.h"
#include "flows.h"
#include "judge.h"

/* Whether a flow with this word needs no judgement. What the sending side has stamped holds for it alone. */
static __always_inline int rf_is_current(__u64 word, const struct rf_packet *p)
{
	return p->direction == RF_INGRESS ? RF_STAMP(word) == p->stamp : (RF_STAMP(word) & ~RF_JOINT) == p->stamp;
}

/* Whether a flow with this word was judged under the packet's root, and only the sender was not asked then. */
static __always_inline int rf_was_judged(__u64 word, const struct rf_packet *p) { return (RF_STAMP(word) | RF_JOINT) == (p->stamp | RF_JOINT); }

/* A flow that the policy refuses is gone. The reason that its packet is dropped for. */
static __always_inline int rf_cut(struct rf_packet *p, const struct rf_flow_key *key, void *flows, struct rf_flow *flow, __u64 word, __u64 judgement)
{
	__u32 reason = RF_JUDGED_REASON(judgement);
	rf_remove(flows, flow, key->interface, word);
	p->rule = RF_JUDGED_RULE(judgement);
	return reason == RF_TABLE_BOUNDS || reason == RF_CLOSED ? reason : RF_FLOW_CUT;
}

/* That the local address is the interface's own is not known of this flow: its packets are asked one by one, which is never wrong, whoever's slot it is by now. */
static __always_inline void rf_disown(struct rf_flow *flow)
{
	if (rf_read32(&flow->condition) & RF_FLOW_OWN << 8)
		__sync_fetch_and_and(&flow->condition, ~(RF_FLOW_OWN << 8));
}

/* A flow that the policy accepts gets the packet's stamp. What the sending side stamps holds for it alone, and never takes RF_JOINT away. */
static __always_inline void rf_restamp(struct rf_packet *p, const struct rf_flow_key *key, struct rf_flow *flow, __u64 word, __u32 rule)
{
	if (RF_STAMP(word) == (p->stamp | RF_JOINT))
		return;
	__u64 stamped = RF_SEQUENCE(word) | p->stamp;
	int own = rf_local_is_own(p, key);
	if (!own)
		rf_disown(flow);
	/* Lost: another core judged it too, or the slot went to somebody else. This packet was judged here, it passes either way. */
	if (__sync_val_compare_and_swap(&flow->word, word, stamped) != word)
		return;
	if (rf_read32(&flow->rule) != rule)
		*(volatile __u32 *)&flow->rule = rule;
	__u32 condition = rf_condition(flow, word);
	if (own && condition != RF_REUSED && !(condition & RF_FLOW_OWN << 8))
		__sync_val_compare_and_swap(&flow->condition, condition, condition | RF_FLOW_OWN << 8);
	/* Two cores may stamp one flow by two revisions, and only one of them owns the address. Each looks again behind its own write, so one of them sees both. */
	if (!own || rf_read64(&flow->word) != stamped)
		rf_disown(flow);
}

/* Judges a flow that is there again. RF_PASS: it stands, with the new stamp; or it is gone since the caller looked. */
__noinline int rf_rejudge(struct rf_packet *p, const struct rf_flow_key *key, __u64 hash)
{
	void *flows = rf_region(&rf_flows);
	__u64 word;
	if (!p || !key || !flows)
		return RF_CLOSED;
	__u32 place = rf_find(flows, hash, key, &word);
	if (!word)
		return RF_PASS;
	__u32 condition = rf_condition(rf_slot(flows, place), word);
	if (condition == RF_REUSED)
		return RF_PASS;
	__u64 judgement = RF_JUDGEMENT(RF_PASS, rf_read32(&rf_slot(flows, place)->rule));
	if (!rf_was_judged(word, p)) {
		rf_count(RF_COUNT_REJUDGED);
		judgement = rf_judge(p, key, rf_opened_by(condition));
	}
	flows = rf_region(&rf_flows); /* asked for again and not kept: the deepest chain of calls ends here, and fills the stack */
	if (!flows)
		return RF_CLOSED;
	struct rf_flow *flow = rf_slot(flows, place);
	if (RF_JUDGED_REASON(judgement) != RF_PASS)
		return rf_cut(p, key, flows, flow, word, judgement);
	rf_restamp(p, key, flow, word, RF_JUDGED_RULE(judgement));
	return RF_PASS;
}

/* Turns a flow to how the other end sees it. */
static __always_inline void rf_mirror(struct rf_flow_key *key, __u32 interface)
{
	__u16 port = key->local_port;
	struct rf_address local = key->local;
	key->local_port = key->remote_port;
	key->remote_port = port;
	key->local = key->remote;
	key->remote = local;
	key->interface = interface;
}

/* What an interface of this host that sent the packet says to its flow under the packet's root: RF_PASS, or why not; then key and packet are as that side saw them.
 * Its flow was there a moment ago. Where it is not (the packet's addresses were translated on the way), that side's word stands as it was. */
__noinline int rf_ask_interface(struct rf_packet *p, struct rf_flow_key *key, __u32 index)
{
	struct rf_host *host = rf_region(&rf_host);
	void *arena = rf_region(&rf_arena);
	if (!p || !key || !host || !arena)
		return RF_CLOSED;
	__u32 interface = key->interface;
	rf_mirror(key, index);
	p->direction = RF_EGRESS;
	rf_take_place(arena, p, index);
	int reason = p->current >> 32 ? rf_rejudge(p, key, rf_hash_flow(key, host)) : RF_CLOSED;
	if (reason != RF_PASS)
		return reason;
	rf_mirror(key, interface);
	p->direction = RF_INGRESS;
	rf_take_place(arena, p, interface);
	return RF_PASS;
}

static __always_inline int rf_ask_sender(struct __sk_buff *skb, const struct rf_host *host, struct rf_packet *p, struct rf_flow_key *key)
{
	__u32 index, sender = skb->ingress_ifindex;
	return sender && rf_find_interface(host, sender, &index) ? rf_ask_interface(p, key, index) : RF_PASS;
}
