/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0 */
/* Opening a flow. */
#pragma once
#include "flows.h"

#define RF_INSERT_ATTEMPTS 4

struct rf_candidate {
	__u64 word;
	__u32 gives_way; /* of one that is not free: rf_gives_way */
	__u16 interface; /* whose flows may give way, if not anyone's */
	__u8 family;     /* 0: anyone's; else RF_IN_USE */
	__u8 way;        /* which of the flow's places, or RF_NO_WAY */
};
#define RF_NO_WAY 255
#define RF_IN_USE 4 /* a bit that every family has, and a free slot has not */

/* Nobody's, or that of a flow which has expired long enough that no packet is stamping it. */
static __always_inline int rf_is_free(const struct rf_host *host, const struct rf_flow *flow, __u64 word, __u32 now)
{
	if (word & RF_BUSY)
		return 0;
	flow = (void *)flow + rf_zero_after(word);
	return !rf_read64(&flow->key) || rf_expired(host, rf_read32(&flow->condition), rf_read32(&flow->seen), now, host->age_margin);
}

/* Looks through the number'th bucket of a flow: a place that is free (1), else that of the flow that gives way soonest (0). */
__noinline int rf_look_in_bucket(__u64 hash, __u32 number, __u32 now, struct rf_candidate *take)
{
	void *flows = rf_region(&rf_flows);
	struct rf_host *host = rf_region(&rf_host);
	__u32 home = rf_home(hash), bucket = rf_bucket(hash, number);
	if (!flows || !host || !take)
		return 0;
	__u32 wanted = take->interface | take->family << 24, counts = take->family ? 0xffff | RF_IN_USE << 24 : 0;
#pragma unroll 1
	for (__u32 i = 0; i < RF_WAYS; i++) {
		__u32 way = number * RF_WAYS + i;
		struct rf_flow *flow = rf_slot(flows, bucket + ((home + i) & (RF_WAYS - 1)));
		__u64 word = rf_read64(&flow->word);
		flow = (void *)flow + rf_zero_after(word);
		if ((rf_read64(&flow->key) >> 32 ^ wanted) & counts)
			continue;
		__u32 gives_way = rf_gives_way(host, rf_read32(&flow->condition), now - rf_read32(&flow->seen));
		if (rf_is_free(host, flow, word, now)) {
			take->way = way;
			take->word = word;
			return 1;
		}
		if (!(word & RF_BUSY) && gives_way > take->gives_way) {
			take->way = way;
			take->word = word;
			take->gives_way = gives_way;
		}
	}
	return 0;
}

/* Looks through all of them. A flood costs no more than the first half. */
static __always_inline int rf_look_for_room(__u64 hash, __u32 now, struct rf_candidate *take)
{
	take->way = RF_NO_WAY;
	take->gives_way = 0;
	return rf_look_in_bucket(hash, 0, now, take) || rf_look_in_bucket(hash, 1, now, take) ||
	       (take->way == RF_NO_WAY && (rf_look_in_bucket(hash, 2, now, take) || rf_look_in_bucket(hash, 3, now, take)));
}

/* Another entry of a flow, nearer to its home than its own or further from it: removes it (1), or leaves it (1), or says (0) that the flow's own is to go. */
__noinline int rf_settle_with(const struct rf_flow_key *key, __u32 place, int nearer)
{
	void *flows = rf_region(&rf_flows);
	if (!flows || !key)
		return 1;
	struct rf_flow *other = rf_slot(flows, place);
	__u64 word = rf_word_if_same(other, key);
	if (!word)
		return 1;
	if (nearer)
		return 0;
	if (rf_remove(flows, other, key->interface, word))
		rf_count(RF_COUNT_DOUBLE);
	return 1;
}

/* Removes a flow's other entries in its number'th bucket, or says (0) that the flow's own is to go. Bit sets by way, and not numbers that are compared: each comparison would tell
 * the verifier more about the number, and it would walk the loop once for all that it may be. */
__noinline int rf_settle_in_bucket(const struct rf_flow_key *key, __u64 hash, __u32 number, __u32 nearer, __u32 further)
{
	void *flows = rf_region(&rf_flows);
	__u32 home = rf_home(hash), bucket = rf_bucket(hash, number);
	if (!flows || !key)
		return 1;
#pragma unroll 1
	for (__u32 i = 0; i < RF_WAYS; i++) {
		__u32 place = bucket + ((home + i) & (RF_WAYS - 1));
		if ((nearer | further) >> i & 1 && rf_key_matches(rf_slot(flows, place), key) && !rf_settle_with(key, place, nearer >> i & 1))
			return 0;
	}
	return 1;
}

/* Removes this flow's other entries that are further from home than `mine`, or says (0) that mine is. */
static __always_inline int rf_settle(const struct rf_flow_key *key, __u64 hash, __u32 mine, __u32 overflow)
{
	__u32 nearer = ((__u64)1 << mine) - 1, further = rf_may_be_at(hash, overflow) & ~nearer & ~(1u << mine);
#pragma unroll 1
	for (__u32 number = 0; number < RF_BUCKETS; number++, nearer >>= RF_WAYS, further >>= RF_WAYS)
		if (!rf_settle_in_bucket(key, hash, number, nearer, further))
			return 0;
	return 1;
}

/* Writes the packet's flow into the table. 0, RF_FLOW_TABLE_FULL, RF_FLOW_LIMIT or RF_CONTENDED. */
static __always_inline int rf_insert(const struct rf_packet *p, __u64 hash, __u32 rule)
{
	struct rf_host *host = rf_region(&rf_host);
	void *flows = rf_region(&rf_flows);
	__u32 home = rf_home(hash);
	__u32 *overflow = rf_overflow_of(home);
	if (!host || !flows || !overflow)
		return RF_CONTENDED;
	/* At its limit an interface makes room by flows of its own only. */
	struct rf_candidate take = { .interface = p->key.interface, .family = rf_read32(rf_share_of(flows, p->key.interface)) >= rf_flow_limit ? RF_IN_USE : 0 };
#pragma unroll 1
	for (int attempt = 0; attempt < RF_INSERT_ATTEMPTS; attempt++) {
		struct rf_flow *flow = rf_slot(flows, home);
		take.way = 0;
		take.word = rf_read64(&flow->word);
		int room = (!take.family && rf_is_free(host, flow, take.word, p->now)) || rf_look_for_room(hash, p->now, &take);
		if (take.way == RF_NO_WAY)
			return take.family ? RF_FLOW_LIMIT : RF_FLOW_TABLE_FULL;
		flow = rf_slot(flows, rf_choice(hash, take.way));
		__u64 busy = RF_SEQUENCE(take.word) + RF_BUSY, free = busy + RF_BUSY;
		if (!free)
			free = 2 * RF_BUSY; /* the sequence has gone round: a word in use is not 0 */
		if (__sync_val_compare_and_swap(&flow->word, take.word, busy) != take.word)
			continue;
		if (!room)
			rf_count(RF_COUNT_EVICTED);
		if (take.way) {
			/* After the slot is busy, and the number before the bits: so user space knows when it may clear bits (FlowTable). */
			__sync_fetch_and_add(overflow, RF_WENT_AWAY);
			__sync_fetch_and_or(overflow, RF_AWAY(home) | (take.way < RF_WAYS ? RF_TAKEN(home + take.way) : RF_SPILLED));
		}
		if (flow->key.family)
			rf_share(flows, flow->key.interface, -1);
		rf_share(flows, p->key.interface, 1);
		flow->key.remote = p->key.remote;
		flow->key.local = p->key.local;
		*(__u64 *)&flow->key = *(__u64 *)&p->key;
		flow->rule = rule;
		flow->seen = p->now;
		flow->opened = rf_jiffies64() >> 4;
		flow->condition = rf_first_state(p) | (p->direction == RF_EGRESS ? RF_FLOW_EGRESS << 8 : 0) | (rf_local_is_own(p, &p->key) ? RF_FLOW_OWN << 8 : 0) | (__u32)(free >> 33) << 16;
		__sync_lock_test_and_set(&flow->word, free | p->stamp);
		__u32 bits = rf_read32(overflow);
		if ((take.way || bits & RF_AWAY(home)) && !rf_settle(&p->key, hash, take.way, bits) && rf_remove(flows, flow, p->key.interface, free | p->stamp))
			rf_count(RF_COUNT_DOUBLE);
		else
			rf_count(RF_COUNT_OPENED);
		return 0;
	}
	return RF_CONTENDED;
}
