/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0 */
/* Fragments. The first carries the transport header and is judged like any packet; if it passes, it is remembered, and later ones pass with it as long as
 * they do not overlap what has passed (RFC 5722, RFC 3128) and end where the last one says. A second first overlaps like any other, until the datagram is complete or too old: then it
 * is forgotten, and its identification may come round. What overlaps is dropped by itself, a fragment that comes twice too (as Linux does with that), and the datagram goes on: nobody can make the
 * receiver put together what was not judged, and nobody can end another's datagram by it. */
#pragma once
#include "parse.h"
#include "counters.h"

#define RF_LOCK_ATTEMPTS 64

struct rf_fragment_key {
	struct rf_address source, destination;
	__u64 rest;
};

static __always_inline void rf_fragment_key_of(const struct rf_packet *p, struct rf_fragment_key *key)
{
	key->source = *rf_source(p);
	key->destination = *rf_destination(p);
	key->rest = (__u64)p->fragment_id | (__u64)p->key.interface << 32 | (__u64)p->fragment_protocol << 48 | (__u64)p->key.family << 56;
}

static __always_inline __u32 rf_fragment_bucket(const struct rf_fragment_key *key, const struct rf_host *host)
{
	const __u64 *w = (const void *)key;
	__u64 h = 0;
#pragma unroll
	for (int i = 0; i < 5; i++)
		h += (__u64)(__u32)((__u32)w[i] + host->secret[2 * i + 1]) * (__u32)((__u32)(w[i] >> 32) + host->secret[2 * i]);
	h ^= h >> 32;
	return h * 0xd6e8feb86659fd93ull >> 24;
}

static __always_inline struct rf_fragments *rf_fragment_way(void *table, __u32 bucket, __u32 way)
{
	return table + ((bucket & rf_fragment_mask) * RF_FRAGMENT_WAYS + (way & (RF_FRAGMENT_WAYS - 1))) * sizeof(struct rf_fragments);
}

static __always_inline int rf_is_datagram(struct rf_fragments *f, const struct rf_fragment_key *key)
{
	return f->source.high == key->source.high && f->source.low == key->source.low && f->destination.high == key->destination.high &&
	       f->destination.low == key->destination.low && *(__u64 *)&f->id == key->rest;
}

static __always_inline int rf_fragment_expired(const struct rf_fragments *f, const struct rf_host *host, __u32 now)
{
	return (__s32)(now - f->seen) > (__s32)host->fragment_age;
}

#define RF_KEPT 0xffffffffu /* no datagram's end */

/* Takes the lock: what the datagram's end is, or RF_KEPT when somebody else kept it. The slot's state then only changes by our hand. */
__noinline __u32 rf_fragment_lock(struct rf_fragments *f)
{
	if (!f)
		return RF_KEPT;
#pragma unroll 1
	for (int i = 0; i < RF_LOCK_ATTEMPTS; i++) {
		__u32 lock = rf_read32(&f->lock) & ~1u;
		if (__sync_val_compare_and_swap(&f->lock, lock, lock | 1) == lock)
			return lock >> 16;
	}
	return RF_KEPT;
}

static __always_inline void rf_fragment_unlock(struct rf_fragments *f, __u32 total) { __sync_lock_test_and_set(&f->lock, total << 16); }

static __always_inline void rf_fragment_range(const struct rf_packet *p, __u32 *from, __u32 *to)
{
	*from = p->fragment_offset;
	*to = p->fragment_offset + (p->fragment_length + 7) / 8;
}

/* Remembers an accepted first fragment. 0 or a drop reason. */
__noinline int rf_fragment_first(struct rf_packet *p)
{
	struct rf_host *host = rf_region(&rf_host);
	void *table = rf_region(&rf_fragments);
	if (!p || !host || !table)
		return RF_FRAGMENT_TABLE_FULL;
	struct rf_fragment_key key;
	rf_fragment_key_of(p, &key);
	__u32 bucket = rf_fragment_bucket(&key, host), way = RF_FRAGMENT_WAYS, total;
#pragma unroll 1
	for (__u32 i = 0; i < RF_FRAGMENT_WAYS; i++) {
		struct rf_fragments *f = rf_fragment_way(table, bucket, i);
		if (rf_is_datagram(f, &key)) {
			way = i;
			break;
		}
		if (way == RF_FRAGMENT_WAYS && (!f->family || rf_fragment_expired(f, host, p->now)))
			way = i;
	}
	if (way == RF_FRAGMENT_WAYS)
		return RF_FRAGMENT_TABLE_FULL;
	struct rf_fragments *f = rf_fragment_way(table, bucket, way);
	total = rf_fragment_lock(f);
	if (total == RF_KEPT)
		return RF_CONTENDED;
	if (f->family && !rf_fragment_expired(f, host, p->now)) {
		rf_fragment_unlock(f, total);
		return rf_is_datagram(f, &key) ? RF_FRAGMENT_OVERLAP : RF_CONTENDED; /* another core was faster */
	}
	f->source = key.source;
	f->destination = key.destination;
	*(__u64 *)&f->id = key.rest;
	f->seen = p->now;
	*(__u64 *)f->from = 0;
	*(__u64 *)f->to = (p->fragment_length + 7) / 8;
	rf_fragment_unlock(f, 0);
	return 0;
}

/* Questions about the ranges, each a subprogram so that the verifier looks at it once. 0, or RF_FRAGMENT_OVERLAP or RF_FRAGMENT_OVERLONG. */
__noinline int rf_range_check(const struct rf_fragments *f, __u32 from, __u32 to, __u32 total)
{
	if (!f)
		return RF_FRAGMENT_OVERLAP;
	for (int i = 0; i < 4; i++) {
		__u32 a = f->from[i], b = f->to[i];
		if (a == b)
			continue;
		if (from < b && a < to)
			return RF_FRAGMENT_OVERLAP;
		if (total && b > total)
			return RF_FRAGMENT_OVERLONG;
	}
	return 0;
}

#define RF_RANGE_ENDS 0
#define RF_RANGE_BEGINS 1
#define RF_RANGE_EMPTY 2

/* The index of a range that ends or begins at `at`, or of an empty one; 4: none. */
__noinline int rf_range_find(const struct rf_fragments *f, __u32 which, __u32 at)
{
	if (!f)
		return 4;
	for (int i = 0; i < 4; i++) {
		__u32 a = f->from[i], b = f->to[i];
		if (which == RF_RANGE_EMPTY ? a == b : a != b && (which == RF_RANGE_ENDS ? b : a) == at)
			return i;
	}
	return 4;
}

/* Enters a range among at most four; 0, or a drop reason. `*whole`: the ranges have become one from 0 to total. */
static __always_inline int rf_fragment_enter(struct rf_fragments *f, __u32 from, __u32 to, __u32 total, int *whole)
{
	int reason = rf_range_check(f, from, to, total);
	if (reason)
		return reason;
	__u64 before = (__u32)rf_range_find(f, RF_RANGE_ENDS, from), after = (__u32)rf_range_find(f, RF_RANGE_BEGINS, to);
	__u64 here = before < 4 ? before : after < 4 ? after : (__u32)rf_range_find(f, RF_RANGE_EMPTY, 0);
	if (here >= 4)
		return RF_FRAGMENT_TABLE_FULL;
	here = RF_MASKED(here, 3);
	if (before < 4)
		from = f->from[here];
	if (after < 4) {
		after = RF_MASKED(after, 3);
		to = f->to[after];
		f->from[after] = f->to[after] = 0;
	}
	f->from[here] = from;
	f->to[here] = to;
	*whole = total && !from && to == total;
	return 0;
}

/* A later fragment: 0 or a drop reason. */
__noinline int rf_fragment_later(struct rf_packet *p)
{
	struct rf_host *host = rf_region(&rf_host);
	void *table = rf_region(&rf_fragments);
	if (!p || !host || !table)
		return RF_FRAGMENT_ORPHAN;
	struct rf_fragment_key key;
	rf_fragment_key_of(p, &key);
	__u32 bucket = rf_fragment_bucket(&key, host), from, to, total;
	rf_fragment_range(p, &from, &to);
#pragma unroll 1
	for (__u32 i = 0; i < RF_FRAGMENT_WAYS; i++) {
		struct rf_fragments *f = rf_fragment_way(table, bucket, i);
		if (!rf_is_datagram(f, &key))
			continue;
		total = rf_fragment_lock(f);
		if (total == RF_KEPT)
			return RF_CONTENDED;
		int reason = RF_FRAGMENT_ORPHAN, whole = 0;
		if (rf_is_datagram(f, &key) && !rf_fragment_expired(f, host, p->now)) {
			__u32 end = p->more ? total : to;
			if (total && (to > total || (!p->more && to != total)))
				reason = RF_FRAGMENT_OVERLONG;
			else
				reason = rf_fragment_enter(f, from, to, end, &whole);
			if (!reason)
				total = end;
			if (whole) {
				*(__u64 *)&f->id = 0;
				total = 0;
			}
		}
		rf_fragment_unlock(f, total);
		return reason;
	}
	return RF_FRAGMENT_ORPHAN;
}
