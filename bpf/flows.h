/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0 */
/* The flow table: buckets of eight cache lines in one array, a flow in one of two buckets, each slot claimed by compare-exchange.
 *
 * Readers take no lock. They match the key, read the word, and match the key again: a slot whose word is even and whose key is still the same between holds
 * that flow at that stamp, because a writer makes the word odd before it touches the key and even after. On x86 loads keep their order; elsewhere the second
 * look is made to depend on the word. The sequence in the word's high half makes every compare-exchange fail when the slot was reused in between.
 *
 * Two cores may open one flow at once. Each publishes (a full barrier), then looks again: at least one sees both, and whoever does removes the one that
 * comes later in the table. */
#pragma once
#include "ages.h"
#include "counters.h"

#define RF_BUSY (1ull << 32)
#define RF_SEQUENCE(word) ((word) & 0xffffffff00000000ull)
#define RF_STAMP(word) ((__u32)(word))

static __always_inline __u64 rf_hash_flow(const struct rf_flow_key *key, const struct rf_host *host)
{
	/* NH (Black et al., UMAC, CRYPTO 1999): collisions cannot be made without the secret. The products do not wait for each other. */
	const __u64 *w = (const void *)key;
	__u64 h = 0;
#pragma unroll
	for (int i = 0; i < 5; i++)
		h += (__u64)(__u32)((__u32)w[i] + host->secret[2 * i]) * (__u32)((__u32)(w[i] >> 32) + host->secret[2 * i + 1]);
	h ^= h >> 32;
	h *= 0xd6e8feb86659fd93ull;
	h ^= h >> 32;
	h *= 0xd6e8feb86659fd93ull;
	return h;
}

static __always_inline __u32 rf_first_bucket(__u64 hash) { return (hash >> 24) & rf_flow_mask; }
static __always_inline __u32 rf_first_way(__u64 hash) { return hash >> 61; }
static __always_inline __u32 rf_second_bucket(__u64 hash)
{
	__u32 first = rf_first_bucket(hash), second = (hash * 0x9e3779b97f4a7c15ull >> 24) & rf_flow_mask;
	return second == first ? first ^ 1 : second;
}

static __always_inline int rf_key_matches(struct rf_flow *flow, const struct rf_flow_key *key)
{
	const __u64 *k = (const void *)key;
	volatile __u64 *f = (volatile void *)&flow->key;
	return f[0] == k[0] && f[4] == k[4] && f[2] == k[2] && f[1] == k[1] && f[3] == k[3];
}

/* The word of a slot that holds the flow, or 0 (a word in use is never 0: the sequence starts at 2). */
static __always_inline __u64 rf_word_if_same(struct rf_flow *flow, const struct rf_flow_key *key)
{
	__u64 word = rf_read64(&flow->word), zero = word;
	if (word & RF_BUSY)
		return 0;
	asm volatile("%0 &= 0" : "+r"(zero));
	return rf_key_matches((void *)flow + zero, key) ? word : 0;
}

static __always_inline struct rf_flow *rf_way(void *flows, __u32 bucket, __u32 way)
{
	return flows + (bucket & rf_flow_mask) * sizeof(struct rf_bucket) + (way & (RF_WAYS - 1)) * sizeof(struct rf_flow);
}

static __always_inline struct rf_flow *rf_find_in(void *flows, __u32 bucket, __u32 first_way, const struct rf_flow_key *key)
{
#pragma unroll
	for (int i = 0; i < RF_WAYS; i++) {
		struct rf_flow *flow = rf_way(flows, bucket, first_way + i);
		if (rf_key_matches(flow, key))
			return flow;
	}
	return 0;
}

static __always_inline __u8 *rf_overflow_of(__u32 bucket)
{
	__u8 *overflow = rf_region(&rf_overflow);
	return overflow ? overflow + (bucket & rf_flow_mask) : 0;
}

static __always_inline int rf_expired(const struct rf_host *host, __u32 condition, __u32 seen, __u32 now, __u32 margin)
{
	/* Signed: another core's stamp may be a jiffy ahead of ours. */
	return (__s32)(now - seen) > (__s32)(host->ages[condition & (RF_STATES - 1)] + margin);
}

/* Stamps the flow with this packet: 1 when the flow lives, 0 when it has expired or begins anew. */
static __always_inline int rf_touch(const struct rf_host *host, struct rf_flow *flow, const struct rf_packet *p)
{
	__u32 condition = rf_read32(&flow->condition), seen = rf_read32(&flow->seen);
	if (seen != p->now) {
		if (rf_expired(host, condition, seen, p->now, 0))
			return 0;
		*(volatile __u32 *)&flow->seen = p->now;
	}
	__u32 next = rf_next_condition(condition, p);
	if (next != condition) {
		if (next == RF_REOPEN)
			return 0;
		/* Lost to another core's packet, or to a new flow in the slot (the tag in the high half differs): theirs stands. */
		__sync_val_compare_and_swap(&flow->condition, condition, next);
	}
	return 1;
}

static __always_inline int rf_remove(struct rf_flow *flow, __u64 word)
{
	__u64 busy = RF_SEQUENCE(word) + RF_BUSY;
	if (__sync_val_compare_and_swap(&flow->word, word, busy) != word)
		return 0;
	*(volatile __u64 *)&flow->key = 0;
	__sync_lock_test_and_set(&flow->word, busy + RF_BUSY);
	return 1;
}

/* The flow, when it is in its second bucket: its slot and the word it was found with, or null. */
static __always_inline struct rf_flow *rf_find_overflowed(void *flows, __u64 hash, const struct rf_flow_key *key, __u64 *word)
{
	__u8 *overflow = rf_overflow_of(rf_first_bucket(hash));
	if (!overflow || !*(volatile __u8 *)overflow)
		return 0;
	struct rf_flow *flow = rf_find_in(flows, rf_second_bucket(hash), 0, key);
	if (!flow)
		return 0;
	*word = rf_word_if_same(flow, key);
	return *word ? flow : 0;
}

/* The flow wherever it is. */
static __always_inline struct rf_flow *rf_find(void *flows, __u64 hash, const struct rf_flow_key *key, __u64 *word)
{
	struct rf_flow *flow = rf_find_in(flows, rf_first_bucket(hash), rf_first_way(hash), key);
	if (!flow)
		return rf_find_overflowed(flows, hash, key, word);
	*word = rf_word_if_same(flow, key);
	return *word ? flow : 0;
}
