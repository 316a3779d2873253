/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0 */
/* The flow table: slots of a cache line in one array, each claimed by compare-exchange. Most flows are at home, and most homes without their flow say so at once: a
 * packet that finds its flow, or has none, reads one line of the table.
 *
 * Readers take no lock. They read the word, match the key, and read the word again: a slot whose word was even and whose sequence is still the same holds that flow at
 * that stamp, because a writer makes the word odd before it touches the key and even after, with another sequence. On x86 loads keep their order; elsewhere each look
 * is made to depend on the one before. The sequence, the word's high half, makes every compare-exchange fail too when the slot was reused in between.
 *
 * Two cores may open one flow at once. Both try its places in the same order. Each publishes (a full barrier), then looks again: at the places before its own, and behind
 * it at those that the bucket's word names, which is written before who is there publishes. So at least one sees both, and whoever does removes the one further from home. */
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

#define RF_NOWHERE 0xffffffffu /* no slot's number */

static __always_inline __u32 rf_home(__u64 hash) { return (hash >> 24) & rf_flow_mask; }

#define RF_BUCKETS 4 /* of a flow */
#define RF_CHOICES (RF_BUCKETS * RF_WAYS)

/* The first slot of the number'th bucket of a flow. No bucket twice: the one distance is odd, the other even. Without branches: the verifier walks each, and all that follows. */
static __always_inline __u32 rf_bucket(__u64 hash, __u32 number)
{
	__u64 distances = hash * 0x9e3779b97f4a7c15ull, mask = rf_flow_mask / RF_WAYS;
	__u64 odd = (distances >> 24 & mask) | 1, even = distances >> 44 & mask & ~1ull;
	even |= (even - 1) >> 63 << 1; /* 2 when it is 0 */
	return (rf_home(hash) / RF_WAYS ^ odd * (number & 1) ^ even * (number >> 1 & 1)) * RF_WAYS;
}

/* The way'th place to look for a flow: the ways of its bucket, its home first, then those of its other buckets. */
static __always_inline __u32 rf_choice(__u64 hash, __u32 way) { return rf_bucket(hash, way / RF_WAYS) + ((rf_home(hash) + way) & (RF_WAYS - 1)); }

static __always_inline struct rf_flow *rf_slot(void *flows, __u32 place) { return flows + (place & rf_flow_mask) * sizeof(struct rf_flow); }

/* The word of the bucket that a slot is in. */
static __always_inline __u32 *rf_overflow_of(__u32 place)
{
	void *overflow = rf_region(&rf_overflow);
	return overflow ? overflow + (place & rf_flow_mask) / RF_WAYS * 4 : 0;
}

/* 0: the slot's key is this one. */
static __always_inline __u64 rf_key_difference(const struct rf_flow *flow, const struct rf_flow_key *key)
{
	const __u64 *k = (const void *)key;
	const volatile __u64 *f = (const volatile void *)&flow->key;
	return (f[0] ^ k[0]) | (f[1] ^ k[1]) | (f[2] ^ k[2]) | (f[3] ^ k[3]) | (f[4] ^ k[4]);
}

static __always_inline int rf_key_matches(const struct rf_flow *flow, const struct rf_flow_key *key) { return !rf_key_difference(flow, key); }

/* The word of a slot that holds the flow, or 0 (a word in use is never 0: the sequence starts at 2). */
static __always_inline __u64 rf_word_if_same(const struct rf_flow *flow, const struct rf_flow_key *key)
{
	__u64 before = rf_read64(&flow->word);
	__u64 difference = rf_key_difference((void *)flow + rf_zero_after(before), key);
	__u64 word = rf_read64((void *)&flow->word + rf_zero_after(difference));
	return difference || before & RF_BUSY || (before ^ word) >> 32 ? 0 : word;
}

/* Which of a flow's places, its home aside, may have it, as a bit set by way. */
static __always_inline __u32 rf_may_be_at(__u64 hash, __u32 overflow)
{
	__u32 all = (1 << RF_WAYS) - 1, taken = overflow / RF_TAKEN(0) & all;
	__u32 others = overflow & RF_SPILLED ? ~all : 0;
	return ((taken << RF_WAYS | taken) >> (rf_home(hash) & (RF_WAYS - 1)) & all & ~1u) | others;
}

/* Where in its number'th bucket a flow is, among the ways in this bit set, or RF_NOWHERE. One bucket a call: the verifier walks a loop once for each of its turns, and a function once. */
__noinline __u32 rf_find_in_bucket(const struct rf_flow_key *key, __u64 hash, __u32 number, __u32 ways)
{
	void *flows = rf_region(&rf_flows);
	__u32 home = rf_home(hash), bucket = rf_bucket(hash, number);
	if (!key || !flows)
		return RF_NOWHERE;
#pragma unroll 1
	for (__u32 i = 0; i < RF_WAYS; i++) {
		__u32 place = bucket + ((home + i) & (RF_WAYS - 1));
		if (ways >> i & 1 && rf_key_matches(rf_slot(flows, place), key))
			return place;
	}
	return RF_NOWHERE;
}

/* Where a flow is that is not at home, or RF_NOWHERE. */
__noinline __u32 rf_find_away(const struct rf_flow_key *key, __u64 hash, __u32 overflow)
{
	__u32 ways = rf_may_be_at(hash, overflow), place = RF_NOWHERE;
#pragma unroll 1
	for (__u32 number = 0; number < RF_BUCKETS && place == RF_NOWHERE; number++, ways >>= RF_WAYS)
		place = rf_find_in_bucket(key, hash, number, ways);
	return place;
}

/* Where the flow is, and the word that it was found with; the word is 0 when it is nowhere. */
static __always_inline __u32 rf_find(void *flows, __u64 hash, const struct rf_flow_key *key, __u64 *word)
{
	__u32 place = rf_home(hash);
	*word = rf_word_if_same(rf_slot(flows, place), key);
	if (*word)
		return place;
	__u32 *bucket = rf_overflow_of(place), overflow = bucket ? rf_read32(bucket) : 0;
	if (!(overflow & RF_AWAY(place)))
		return RF_NOWHERE;
	place = rf_find_away(key, hash, overflow);
	if (place != RF_NOWHERE)
		*word = rf_word_if_same(rf_slot(flows, place), key);
	return place;
}

static __always_inline int rf_expired(const struct rf_host *host, __u32 condition, __u32 seen, __u32 now, __u32 margin)
{
	/* Signed: another core's stamp may be a jiffy ahead of ours. */
	return (__s32)(now - seen) > (__s32)(host->ages[condition & (RF_STATES - 1)] + margin);
}

#define RF_REUSED 0xffffffffu /* no flow's condition */

/* The condition of the flow that the slot held with this word, or RF_REUSED: the slot has another by now. */
static __always_inline __u32 rf_condition(const struct rf_flow *flow, __u64 word)
{
	__u32 condition = rf_read32((void *)&flow->condition + rf_zero_after(word));
	return condition >> 16 == (word >> 33 & 0xffff) ? condition : RF_REUSED;
}

/* The direction that opened a flow: it is judged in that one. */
static __always_inline __u32 rf_opened_by(__u32 condition) { return condition & RF_FLOW_EGRESS << 8 ? RF_EGRESS : RF_INGRESS; }

/* Stamps the flow with this packet: 1 when the flow lives, 0 when it has expired, begins anew or is gone. */
static __always_inline int rf_touch(const struct rf_host *host, struct rf_flow *flow, __u32 condition, const struct rf_packet *p)
{
	if (condition == RF_REUSED)
		return 0;
	__u32 seen = rf_read32((void *)&flow->seen + rf_zero_after(condition));
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

/* How many slots an interface's flows have. Whoever takes or frees a slot counts it, so that the sum is exact. */
static __always_inline __u32 *rf_share_of(void *flows, __u32 interface)
{
	return flows + ((__u64)rf_flow_mask + 1) * sizeof(struct rf_flow) + (interface & rf_interface_mask) * 4;
}

static __always_inline void rf_share(void *flows, __u32 interface, __s32 more) { __sync_fetch_and_add(rf_share_of(flows, interface), more); }

/* Removes an interface's flow. */
static __always_inline int rf_remove(void *flows, struct rf_flow *flow, __u32 interface, __u64 word)
{
	__u64 busy = RF_SEQUENCE(word) + RF_BUSY;
	if (__sync_val_compare_and_swap(&flow->word, word, busy) != word)
		return 0;
	*(volatile __u64 *)&flow->key = 0;
	rf_share(flows, interface, -1);
	__sync_lock_test_and_set(&flow->word, busy + RF_BUSY);
	return 1;
}
