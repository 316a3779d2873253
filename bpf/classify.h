/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0 */
/* From an address to its class, from class and service to a rule: Recursive Flow Classification (Gupta and McKeown, SIGCOMM 1999) in two dimensions. */
#pragma once
#include "packet.h"

#define RF_HOSTS_MULTIPLIER 0x9e3779b97f4a7c15ull

static __always_inline __u32 rf_hash_address(const struct rf_host *host, const struct rf_address *a)
{
	__u64 h = (a->low ^ host->secret[10]) * RF_HOSTS_MULTIPLIER;
	h = (h ^ h >> 32 ^ a->high ^ (__u64)host->secret[11] << 32) * RF_HOSTS_MULTIPLIER;
	/* A product carries upwards only: what differs in the last bytes of a subnet alone has not reached the bits below yet. */
	h = (h ^ h >> 32) * RF_HOSTS_MULTIPLIER;
	return h >> 32;
}

/* The line where an address is when its own is full: it depends on all of the hash, so that neighbours in one line do not meet again in the other. */
static __always_inline __u32 rf_other_line(__u32 hash, __u32 mask)
{
	__u32 other = hash * RF_HOSTS_MULTIPLIER >> 32 & mask;
	return other == (hash & mask) ? other ^ 1 : other;
}

/* An address goes from its line to the other one only, and is there before it leaves: who looks at its line, then at the mark, then at the other finds it. */

static __always_inline __u32 rf_class_in_line4(struct rf_hosts4 *line, __u32 address, __u64 *seen)
{
#pragma unroll
	for (int i = 0; i < 8; i++) {
		__u64 way = rf_read64(&line->ways[i]); /* address and class in one load: a writer stores both at once */
		if ((__u32)way == address)
			return way >> 32 & ~RF_OVERFLOW;
		*seen |= way;
	}
	return 0;
}

static __always_inline __u32 rf_class_in_line6(struct rf_hosts6 *line, const struct rf_address *a, __u64 *seen)
{
#pragma unroll
	for (int i = 0; i < 3; i++) {
		__u64 low = rf_read64(&line->low[i]), high = rf_read64(&line->high[i]);
		*seen |= low | high;
		if (low != a->low || high != a->high)
			continue;
		__u32 class = rf_read32(&line->class[i]);
		*seen |= class;
		/* A writer clears the class, then writes the new address, and its class last: class and address fit when the address is still the one. */
		__u64 zero = rf_zero_after(class);
		if (rf_read64((void *)&line->low[i] + zero) == a->low && rf_read64((void *)&line->high[i] + zero) == a->high)
			return class;
	}
	return 0;
}

/* Where a line's mark is. */
#define RF_MARK_4 offsetof(struct rf_hosts4, ways[0].class)
#define RF_MARK_6 offsetof(struct rf_hosts6, overflow)

static __always_inline __u32 rf_class_of_host(const struct rf_host *host, const struct rf_classifier *c, void *arena, __u8 family, const struct rf_address *a)
{
	__u64 table = rf_read64(family == 4 ? &c->hosts4 : &c->hosts6), seen = 0;
	__u32 offset = table, mask = table >> 32;
	if (!offset)
		return 0;
	if (family == 4 && !rf_v4(a))
		return 0; /* 0.0.0.0 marks a free way */
	__u32 hash = rf_hash_address(host, a);
	/* Both lines: the other one in the high half, where it is after a shift. */
	__u64 lines = (__u64)(offset + rf_other_line(hash, mask) * RF_LINE) << 32 | (offset + (hash & mask) * RF_LINE);
	do {
		void *line = RF_AT(arena, (__u32)lines + seen);
		__u32 class = family == 4 ? rf_class_in_line4(line, rf_v4(a), &seen) : rf_class_in_line6(line, a, &seen);
		if (class)
			return class;
		seen = rf_zero_after(seen);
		if (!(rf_read32(line + (family == 4 ? RF_MARK_4 : RF_MARK_6) + seen) & RF_OVERFLOW))
			return 0;
		lines >>= 32;
	} while (lines);
	return 0;
}

static __always_inline __u64 rf_big_endian64(__u64 v) { return __builtin_bswap64(v); }

static __always_inline __u32 rf_trie_slot(void *arena, __u32 slot, __u64 bits) { return *(volatile __u32 *)RF_AT(arena, ((slot & ~RF_TRIE_BLOCK) << 10) + (__u32)(bits >> 56) * 4); }

#define RF_TRIE_LEVELS_4 2 /* below the root, of IPv4 */
#define RF_TRIE_LEVELS_6 14

/* The trie's levels that only IPv6 has: what hangs below a block, the address' bits from there on first. */
__noinline __u32 rf_class_below(__u32 slot, __u64 bits, __u64 low)
{
	void *arena = rf_region(&rf_arena);
	if (!arena)
		return 0;
#pragma unroll 1
	for (int level = RF_TRIE_LEVELS_4; level < RF_TRIE_LEVELS_6 && slot & RF_TRIE_BLOCK; level++) {
		if (level == 6)
			bits = low;
		slot = rf_trie_slot(arena, slot, bits);
		bits <<= 8;
	}
	return slot & RF_TRIE_BLOCK ? 0 : slot;
}

/* A multibit trie: 16 bits, then 8 a level. IPv4 has two more levels, IPv6 fourteen. Both families, one walk; memory by what is used. */
static __always_inline __u32 rf_class_of_prefix(const struct rf_classifier *c, void *arena, __u8 family, const struct rf_address *a)
{
	__u32 root = rf_read32(family == 4 ? &c->root4 : &c->root6);
	if (!root)
		return 0;
	__u64 low = rf_big_endian64(a->low);
	__u64 bits = family == 4 ? low << 32 : rf_big_endian64(a->high);
	__u32 slot = *(volatile __u32 *)RF_AT(arena, root + (__u32)(bits >> 48) * 4);
	bits <<= 16;
#pragma unroll
	for (int level = 0; level < RF_TRIE_LEVELS_4; level++) {
		if (!(slot & RF_TRIE_BLOCK))
			return slot;
		slot = rf_trie_slot(arena, slot, bits);
		bits <<= 8;
	}
	return slot & RF_TRIE_BLOCK ? rf_class_below(slot, bits, low) : slot;
}

/* The host table's answer where the image has another; rarely is there any. */
__noinline __u32 rf_override(__u32 overrides, __u32 count, __u32 family, const struct rf_address *a, __u32 class)
{
	void *arena = rf_region(&rf_arena);
	if (!a || !arena)
		return class;
#pragma unroll 1
	for (__u32 i = 0; i < RF_MAX_OVERRIDES && i < count; i++) {
		const struct rf_override *o = RF_AT(arena, overrides + i * sizeof(*o));
		if (!((o->address.low ^ a->low) | (o->address.high ^ a->high) | (o->family ^ family))) /* one branch: the verifier walks each */
			return o->class;
	}
	return class;
}

static __always_inline __u32 rf_class(const struct rf_host *host, void *arena, __u64 root, __u32 classifier, __u8 family, const struct rf_address *a)
{
	const struct rf_classifier *c = RF_AT(arena, classifier);
	const struct rf_image *image = RF_AT(arena, root >> 32);
	__u32 class = rf_class_of_host(host, c, arena, family, a);
	if (image->override_count)
		class = rf_override(image->overrides, image->override_count, family, a, class);
	return class ? class : rf_class_of_prefix(c, arena, family, a);
}

#define RF_NO_CELL 0xffffffffu

/* The matrix' cell: rule << 1 | accept. RF_NO_CELL when a table points outside itself. Port in host order. */
static __always_inline __u32 rf_cell(void *arena, const struct rf_table *t, __u32 class, __u8 protocol, __u16 port)
{
	if (class >= t->classes)
		return RF_NO_CELL;
	__u32 row = *(__u16 *)RF_AT(arena, t->rows + class * 2);
	__u32 column = *(__u16 *)RF_AT(arena, t->kinds + protocol * 2);
	if (column & RF_HAS_PORTS) {
		__u32 page = *(__u16 *)RF_AT(arena, t->ports + (column & ~RF_HAS_PORTS) * 512 + (port >> 8) * 2);
		column = *(__u16 *)RF_AT(arena, t->pages + page * 512 + (port & 255) * 2);
	}
	__u32 cell = row * t->columns + column;
	if (column >= t->columns || cell >= t->cells)
		return RF_NO_CELL;
	return *(__u32 *)RF_AT(arena, t->matrix + cell * 4);
}
