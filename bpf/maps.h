/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0 */
/* The maps. The large ones are arrays of one element whose size user space sets before loading: an index is masked with a constant of .rodata, which the
 * verifier knows, and the whole is one mmap for user space. */
#pragma once
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_endian.h>
#include "types.h"
#include "reasons.h"

/* Sizes, all powers of two less one. Defaults are what the declared maps hold. */
const volatile __u32 rf_arena_mask = (1 << 16) - 1;   /* bytes */
const volatile __u32 rf_flow_mask = 127;              /* slots */
const volatile __u32 rf_flow_limit = 64;              /* flows of one interface, so that none fills the table for the others */
const volatile __u32 rf_fragment_mask = 15;           /* buckets */
const volatile __u32 rf_interface_mask = 63;
const volatile __u32 rf_rule_mask = 63; /* numbers of rules */

#define RF_ARENA_SLACK 256 /* a load at the last masked offset stays inside */

#define RF_REGION(name, size)                                                     \
	struct {                                                                  \
		__uint(type, BPF_MAP_TYPE_ARRAY);                                 \
		__uint(map_flags, BPF_F_MMAPABLE);                                \
		__uint(max_entries, 1);                                           \
		__uint(key_size, 4);                                              \
		__uint(value_size, size);                                         \
	} name SEC(".maps")

RF_REGION(rf_arena, (1 << 16) + RF_ARENA_SLACK);
RF_REGION(rf_flows, 16 * 512 + 64 * 4); /* behind the slots a word an interface: how many of them its flows have */
RF_REGION(rf_overflow, 16 * 4); /* a word a bucket: which of its flows are not at home */
RF_REGION(rf_fragments, 16 * 4 * 64);

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct rf_host);
} rf_host SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, struct rf_interface);
} rf_interfaces SEC(".maps");

/* Interfaces whose place in rf_interfaces (ifindex & mask) another one has: ifindex to place. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 65536);
	__type(key, __u32);
	__type(value, __u32);
} rf_displaced SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, RF_REASONS);
	__type(key, __u32);
	__type(value, struct rf_count);
} rf_counters SEC(".maps");

/* All rules' hits by CPU, so that no line is written by two. The kernel makes a per-CPU map entry by entry: 65,536 of them take as long as verifying a program. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__uint(key_size, 4);
	__uint(value_size, 64 * sizeof(struct rf_rule_hits));
} rf_rule_hits SEC(".maps");

/* For user space: which rule has a number, as its id + 1; 0: none has had it yet. So a rule keeps number and hits over the agent's lives. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
} rf_rule_ids SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} rf_events SEC(".maps");

static __u64 (*rf_jiffies64)(void) = (void *)BPF_FUNC_jiffies64;

static __always_inline void *rf_region(void *map)
{
	__u32 zero = 0;
	return bpf_map_lookup_elem(map, &zero);
}

/* A place in the arena. The caller's element must not be longer than RF_ARENA_SLACK. */
#define RF_AT(arena, offset) ((void *)(arena) + ((offset) & rf_arena_mask))

/* A mask that the compiler cannot reason away: the verifier wants to see it. */
#define RF_MASKED(value, mask) ({ __u64 rf_masked = (value); asm volatile("%0 &= %1" : "+r"(rf_masked) : "i"(mask)); rf_masked; })

/* What memory holds is read again behind this, not kept on the stack meanwhile: the frames of a chain share 512 bytes. */
#define RF_SPILL_NOTHING asm volatile("" ::: "memory")

static __always_inline __u64 rf_read64(const void *p) { return *(const volatile __u64 *)p; }
static __always_inline __u32 rf_read32(const void *p) { return *(const volatile __u32 *)p; }

/* A zero that depends on what was read: what is read at an address with it added is read after that, on weakly ordered machines too. */
static __always_inline __u64 rf_zero_after(__u64 read)
{
	asm volatile("%0 &= 0" : "+r"(read));
	return read;
}
