/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0 */
/* Opening a flow. */
#pragma once
#include "flows.h"

#define RF_INSERT_ATTEMPTS 4

struct rf_candidate {
	__u32 place; /* bucket * ways + way, or RF_NOWHERE */
	__u32 idle;
	__u64 word;
};
#define RF_NOWHERE 0xffffffffu

/* Looks through one bucket: a free or expired way (1), else remembers the unconfirmed flow that is idle longest (0). */
__noinline int rf_scan(__u32 bucket, __u32 first_way, __u32 now, struct rf_candidate *take)
{
	void *flows = rf_region(&rf_flows);
	struct rf_host *host = rf_region(&rf_host);
	if (!flows || !host || !take)
		return 0;
#pragma unroll 1
	for (__u32 i = 0; i < RF_WAYS; i++) {
		__u32 way = (first_way + i) & (RF_WAYS - 1);
		struct rf_flow *flow = rf_way(flows, bucket, way);
		__u64 word = rf_read64(&flow->word);
		if (word & RF_BUSY)
			continue;
		__u32 condition = rf_read32(&flow->condition), seen = rf_read32(&flow->seen);
		if (!rf_read64(&flow->key) || rf_expired(host, condition, seen, now, host->age_margin)) {
			take->place = bucket * RF_WAYS + way;
			take->word = word;
			take->idle = 0;
			return 1;
		}
		__u32 idle = now - seen;
		if (1u << (condition & 31) & RF_EVICTABLE && (__s32)idle > (__s32)host->evict_after && (take->place == RF_NOWHERE || idle > take->idle)) {
			take->place = bucket * RF_WAYS + way;
			take->word = word;
			take->idle = idle;
		}
	}
	return 0;
}

/* Removes this flow's other entries in a bucket that come later than `mine`, or says (0) that mine is the later one. */
__noinline int rf_settle(const struct rf_flow_key *key, __u32 bucket, __u32 mine)
{
	void *flows = rf_region(&rf_flows);
	if (!flows || !key)
		return 1;
#pragma unroll 1
	for (__u32 way = 0; way < RF_WAYS; way++) {
		__u32 place = bucket * RF_WAYS + way;
		struct rf_flow *other = rf_way(flows, bucket, way);
		if (place == mine || !rf_key_matches(other, key))
			continue;
		__u64 word = rf_word_if_same(other, key);
		if (!word)
			continue;
		if (place < mine)
			return 0;
		if (rf_remove(other, word))
			rf_count(RF_COUNT_DOUBLE);
	}
	return 1;
}

/* Writes the flow into the table. 0, RF_FLOW_TABLE_FULL or RF_CONTENDED. */
__noinline int rf_insert(struct rf_packet *p, __u64 hash, __u32 rule, __u32 flags)
{
	if (!p)
		return RF_CONTENDED;
	void *flows = rf_region(&rf_flows);
	__u32 first = rf_first_bucket(hash), second = rf_second_bucket(hash);
	__u8 *overflow = rf_overflow_of(first);
	if (!flows || !overflow)
		return RF_CONTENDED;
#pragma unroll 1
	for (int attempt = 0; attempt < RF_INSERT_ATTEMPTS; attempt++) {
		struct rf_candidate take = { .place = RF_NOWHERE };
		int room = rf_scan(first, rf_first_way(hash), p->now, &take) || rf_scan(second, 0, p->now, &take);
		if (take.place == RF_NOWHERE)
			return RF_FLOW_TABLE_FULL;
		struct rf_flow *flow = rf_way(flows, take.place / RF_WAYS, take.place);
		__u64 busy = RF_SEQUENCE(take.word) + RF_BUSY, free = busy + RF_BUSY;
		if (!free)
			free = 2 * RF_BUSY; /* the sequence has gone round: a word in use is not 0 */
		if (__sync_val_compare_and_swap(&flow->word, take.word, busy) != take.word)
			continue;
		if (!room)
			rf_count(RF_COUNT_EVICTED);
		flow->key.remote = p->key.remote;
		flow->key.local = p->key.local;
		*(__u64 *)&flow->key = *(__u64 *)&p->key;
		flow->rule = rule;
		flow->seen = p->now;
		flow->opened = rf_jiffies64() >> 4;
		flow->condition = rf_first_state(p) | flags << 8 | (__u32)(free >> 33) << 16;
		if (take.place / RF_WAYS != first)
			*(volatile __u8 *)overflow = 1;
		__sync_lock_test_and_set(&flow->word, free | p->stamp);
		int keep = rf_settle(&p->key, first, take.place);
		if (keep && *(volatile __u8 *)overflow)
			keep = rf_settle(&p->key, second, take.place);
		if (!keep && rf_remove(flow, free | p->stamp))
			rf_count(RF_COUNT_DOUBLE);
		else
			rf_count(RF_COUNT_OPENED);
		return 0;
	}
	return RF_CONTENDED;
}
