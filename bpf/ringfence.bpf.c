/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0 */
/* What a packet gets at an interface (docs/design, section 2): ringfence_to judges packets towards the instance, ringfence_from those that it sends. */
#include "maps.h"
#include "parse.h"
#include "parse_fast.h"
#include "always_allowed.h"
#include "source_check.h"
#include "insert.h"
#include "translated.h"
#include "fragments.h"
#include "icmp_errors.h"
#include "established.h"
#include "events.h"

#define RF_NEXT (-1) /* TCX_NEXT; TC_ACT_UNSPEC for clsact: the next program, or the device's default */
#define RF_SHOT 2

/* Passes a packet of a flow that is there. The packet counts for the rule that let the flow in. */
static __always_inline int rf_pass_flow(struct __sk_buff *skb, const struct rf_host *host, const struct rf_flow *flow)
{
	if (host->features & RF_COUNT_PACKETS)
		rf_count_packet(flow->rule, skb->len);
	return RF_PASS;
}

/* An ICMP error passes with the flow that it quotes, and does not keep it alive. */
__noinline int rf_related(struct __sk_buff *skb, struct rf_packet *p)
{
	struct rf_host *host = rf_region(&rf_host);
	void *flows = rf_region(&rf_flows);
	struct rf_flow_key key = {}; /* kernels before 6.4 want all of it written before a call may write it */
	if (!p || !host || !flows || rf_parse_quoted(skb, p, &key))
		return RF_ERROR_UNRELATED;
	__u64 hash = rf_hash_flow(&key, host), word;
	RF_SPILL_NOTHING;
	struct rf_flow *flow = rf_slot(flows, rf_find(flows, hash, &key, &word));
	if (!word && p->direction == RF_INGRESS) {
		key.family |= RF_TRANSLATED;
		hash = rf_hash_flow(&key, host);
		RF_SPILL_NOTHING;
		flow = rf_slot(flows, rf_find(flows, hash, &key, &word));
	}
	__u32 condition = word ? rf_condition(flow, word) : RF_REUSED;
	if (condition == RF_REUSED || rf_expired(host, condition, rf_read32(&flow->seen), p->now, 0))
		return RF_ERROR_UNRELATED;
	int reason = RF_PASS;
	if (!(key.family & RF_TRANSLATED) && !rf_is_current(word, p)) {
		reason = p->direction == RF_INGRESS ? rf_ask_sender(skb, host, p, &key) : RF_PASS;
		p->stamp &= ~RF_JOINT; /* whoever sent the error was asked, and that may be a router on the way */
		if (reason == RF_PASS)
			reason = rf_rejudge(p, &key, hash);
	}
	if (reason == RF_PASS)
		rf_count(RF_COUNT_RELATED);
	else if (key.interface != p->key.interface)
		rf_mirror(&p->key, key.interface);
	return reason;
}

/* Role host: what passes without a flow of its own. An answer of a service that stays open: its flow may not have found room, or have begun before we were there. */
__noinline int rf_passes_flowless(struct rf_packet *p)
{
	struct rf_host *host = rf_region(&rf_host);
	if (!p || !host)
		return 0;
	if (p->direction == RF_INGRESS) {
		if (!rf_answers_translated(p))
			return 0;
		rf_count(RF_COUNT_NOT_OWN);
		return 1;
	}
	if (!rf_answers_failsafe(host, p))
		return 0;
	rf_count(RF_COUNT_FAILSAFE);
	return 1;
}

/* A packet with a transport header: its flow, or a new one. `word`: what the slot at `place` holds with its flow in it; 0: it has none. RF_PASS or a drop reason. */
static __always_inline int rf_judge_flow(struct __sk_buff *skb, const struct rf_host *host, void *flows, struct rf_packet *p, __u64 hash, __u32 place, __u64 word, int machine)
{
	struct rf_flow *flow = rf_slot(flows, place);
	__u32 direction = p->direction, condition = word ? rf_condition(flow, word) : RF_REUSED;
	if (word && !rf_touch(host, flow, condition, p)) {
		rf_remove(flows, flow, p->key.interface, word);
		word = 0;
	}
	if (!word) {
		if (machine && rf_passes_flowless(p))
			return RF_PASS;
		if (p->kind != RF_KIND_OPENS)
			return RF_ICMP_NO_FLOW;
	} else if (rf_is_current(word, p)) {
		return rf_pass_flow(skb, host, flow);
	} else {
		direction = rf_opened_by(condition);
	}
	int judged = word && rf_was_judged(word, p); /* and only the sender was not asked then */
	__u64 judgement = judged ? RF_JUDGEMENT(RF_PASS, rf_read32(&flow->rule)) : rf_judge(p, &p->key, direction);
	__u32 rule = RF_JUDGED_RULE(judgement);
	int reason = RF_JUDGED_REASON(judgement);
	if (word && !judged)
		rf_count(RF_COUNT_REJUDGED);
	else if (!word && rule)
		rf_count_rule(rule);
	if (reason != RF_PASS) {
		if (word)
			return rf_cut(p, &p->key, flows, flow, word, judgement);
		p->rule = rule;
		return reason;
	}
	if (p->direction == RF_INGRESS) {
		reason = rf_ask_sender(skb, host, p, &p->key);
		if (reason != RF_PASS)
			return reason;
	}
	if (word) {
		rf_restamp(p, &p->key, flow, word, rule);
		return rf_pass_flow(skb, host, flow);
	}
	reason = rf_insert(p, hash, rule);
	if (reason != RF_PASS)
		return rule ? reason : RF_PASS; /* without a rule passes what stays open in any case: not only as long as there is room for its flow */
	if (host->features & RF_COUNT_PACKETS)
		rf_count_packet(rule, skb->len);
	rf_report(host, p, RF_PASS, rule, skb->len);
	return RF_PASS;
}

/* What has a say before flow and policy have. RF_PASS, a drop reason, or RF_OF_FLOW. */
__noinline int rf_before_flow(struct __sk_buff *skb, struct rf_packet *p)
{
	struct rf_host *host = rf_region(&rf_host);
	if (!p || !host)
		return RF_CLOSED;
	const struct rf_enforcement *e = rf_enforcement_of(p);
	if (!e)
		return RF_CLOSED;
	if (e->flags & RF_ROLE_HOST && rf_is_forwarded(skb, p)) {
		if (p->direction == RF_EGRESS)
			rf_note_translated(p);
		rf_count(RF_COUNT_NOT_OWN);
		return RF_PASS;
	}
	if (p->direction == RF_EGRESS && !rf_mac_is_own(skb, e))
		return RF_SOURCE_MAC;
	int allowed = p->kind != RF_KIND_OPENS || rf_may_be_allowed(p) ? rf_always_allowed(skb, p, host->features) : -1;
	if (allowed >= 0) {
		if (!allowed)
			rf_count(RF_COUNT_ALWAYS_ALLOWED);
		return allowed;
	}
	/* What stays open in a machine answers from any address of it, also from one that the registration forgot. */
	if (p->direction == RF_EGRESS && e->flags & RF_SOURCE_CHECK && !rf_is_own(p, &p->key.local) && !(e->flags & RF_ROLE_HOST && rf_answers_failsafe(host, p)))
		return RF_SOURCE_ADDRESS;
	if (p->kind == RF_KIND_FRAGMENT)
		return rf_fragment_later(p);
	return RF_OF_FLOW;
}

static __always_inline int rf_drop(struct __sk_buff *skb, const struct rf_host *host, struct rf_packet *p, __u32 reason)
{
	rf_count_bytes(reason, skb->len);
	if (host)
		rf_report(host, p, reason, p->rule, skb->len);
	return RF_SHOT;
}

static __always_inline int rf_filter(struct __sk_buff *skb, __u32 direction)
{
	struct rf_packet p = { .direction = direction };
	struct rf_host *host = rf_region(&rf_host);
	void *flows = rf_region(&rf_flows), *arena = rf_region(&rf_arena);
	__u32 index;
	int reason;
	if (!host || !flows || !arena || !rf_find_interface(host, skb->ifindex, &index))
		return rf_drop(skb, host, &p, RF_UNKNOWN_INTERFACE);
	p.root = rf_read64(&host->root);
	rf_take_place(arena, &p, index);
	p.now = rf_jiffies64();
	p.key.interface = index;
	__u32 enforcement = p.current >> 32;
	if (!enforcement)
		return rf_drop(skb, host, &p, RF_CLOSED);
	const struct rf_enforcement *e = RF_AT(arena, enforcement);
	p.direction = direction; /* said again: clang thinks that a call may have changed it, and would ask at each turn */
	__u64 hash, word;
	__u32 place;
	if (!(e->flags & RF_NO_LINK_HEADER) && rf_parse_fast(skb, &p, index)) {
		hash = rf_hash_flow(&p.key, host);
		place = rf_find(flows, hash, &p.key, &word);
		if (word && rf_is_current(word, &p)) {
			struct rf_flow *flow = rf_slot(flows, place);
			__u32 condition = rf_condition(flow, word);
			int checked = direction == RF_INGRESS || !(e->flags & RF_SOURCE_CHECK) ||
				      (condition & RF_FLOW_OWN << 8 && rf_sender_is_own(&p, e));
			if (checked && rf_touch(host, flow, condition, &p)) {
				rf_pass_flow(skb, host, flow);
				return RF_NEXT;
			}
		}
		/* Towards a guest nothing but the policy has a say in what this has read. */
		reason = direction == RF_INGRESS && !(e->flags & RF_ROLE_HOST) && !rf_may_be_allowed(&p) ? RF_OF_FLOW : rf_before_flow(skb, &p);
	} else {
		/* Any other shape is read from the beginning, by the parser that knows all. */
		reason = rf_parse(skb, &p, e->flags);
		if (!reason)
			reason = rf_before_flow(skb, &p);
		if (reason == RF_OF_FLOW && p.kind == RF_KIND_ERROR)
			reason = rf_related(skb, &p);
		if (reason != RF_OF_FLOW)
			goto judged;
		hash = rf_hash_flow(&p.key, host);
		place = rf_find(flows, hash, &p.key, &word);
	}
	if (reason == RF_OF_FLOW) {
		reason = rf_judge_flow(skb, host, flows, &p, hash, place, word, e->flags & RF_ROLE_HOST);
		if (reason == RF_PASS && p.fragmented)
			reason = rf_fragment_first(&p);
	}
judged:
	return reason ? rf_drop(skb, host, &p, reason) : RF_NEXT;
}

SEC("tc") int ringfence_to(struct __sk_buff *skb) { return rf_filter(skb, RF_INGRESS); }
SEC("tc") int ringfence_from(struct __sk_buff *skb) { return rf_filter(skb, RF_EGRESS); }

/* The clock that flows are stamped with, for user space: its halves as the return values of test runs. */
SEC("tc") int ringfence_jiffies(struct __sk_buff *skb __attribute__((unused))) { return rf_jiffies64(); }
SEC("tc") int ringfence_jiffies_high(struct __sk_buff *skb __attribute__((unused))) { return rf_jiffies64() >> 32; }

/* All that lies in the maps. A build takes over the maps of another only when this is the same in both (MapLayout.cs). Never called: clang describes only the types that a map or a function's
 * arguments lead to. */
struct rf_layouts {
	enum rf_layout_version version;
	struct rf_host host;
	struct rf_interface interface;
	struct rf_count count;
	struct rf_rule_hits rule_hits;
	struct rf_event event;
	struct rf_image image;
	struct rf_override override;
	struct rf_enforcement enforcement;
	struct rf_classifier classifier;
	struct rf_hosts4 hosts4;
	struct rf_hosts6 hosts6;
	struct rf_fragments fragments;
	struct rf_flow flow;
	struct rf_rule_hits hits;
	enum rf_reason reason;
	enum rf_state state;
};
__noinline int rf_describe(const struct rf_layouts *layouts) { return layouts != 0; }

char _license[] SEC("license") = "GPL";
