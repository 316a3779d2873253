/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0 */
/* Counting, per CPU: by reason and by rule. */
#pragma once
#include "maps.h"

static __always_inline void rf_count_bytes(__u32 reason, __u32 length)
{
	struct rf_count *count = bpf_map_lookup_elem(&rf_counters, &reason);
	if (count) {
		count->packets += 1;
		count->bytes += length;
	}
}

static __always_inline void rf_count(__u32 reason) { rf_count_bytes(reason, 0); }

/* What this CPU has counted of a rule. */
static __always_inline struct rf_rule_hits *rf_hits_of(__u32 rule)
{
	__u32 cpu = bpf_get_smp_processor_id();
	void *hits = bpf_map_lookup_elem(&rf_rule_hits, &cpu);
	return hits ? hits + (rule & rf_rule_mask) * sizeof(struct rf_rule_hits) : 0;
}

static __always_inline void rf_count_rule(__u32 rule)
{
	struct rf_rule_hits *hits = rf_hits_of(rule);
	if (hits)
		hits->flows += 1;
}

static __always_inline void rf_count_packet(__u32 rule, __u32 length)
{
	struct rf_rule_hits *hits = rf_hits_of(rule);
	if (hits) {
		hits->packets += 1;
		hits->bytes += length;
	}
}
