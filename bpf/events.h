/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0 */
/* Samples of what happened, for whoever watches. Best effort: a full buffer loses events, never packets. */
#pragma once
#include "packet.h"

/* The revision whose root a packet has read. */
static __always_inline __u64 rf_revision_of(const struct rf_host *host, __u64 root)
{
#pragma unroll
	for (int i = 0; i < RF_REVISIONS; i++) {
		__u64 before = rf_read64(&host->revisions[i].root), revision = rf_read64(&host->revisions[i].revision);
		/* Looked at twice: an entry may go one further meanwhile, where it is met again. */
		if (before == root && rf_read64(&host->revisions[i].root) == root)
			return revision;
	}
	return 0;
}

__noinline int rf_sample(struct rf_packet *p, __u32 reason, __u32 rule, __u32 length)
{
	struct rf_host *host = rf_region(&rf_host);
	if (!p || !host || bpf_get_prandom_u32() & host->sample_mask)
		return 0;
	struct rf_event *event = bpf_ringbuf_reserve(&rf_events, sizeof(*event), 0);
	if (!event)
		return 0;
	event->jiffies = rf_jiffies64();
	event->key = p->key;
	event->revision = rf_revision_of(host, p->root);
	event->rule = rule;
	event->length = length;
	event->reason = reason;
	event->direction = p->direction;
	event->reserved = 0;
	bpf_ringbuf_submit(event, 0);
	return 0;
}

static __always_inline void rf_report(const struct rf_host *host, struct rf_packet *p, __u32 reason, __u32 rule, __u32 length)
{
	if (host->features & (reason ? RF_EVENTS_DROPS : RF_EVENTS_FLOWS))
		rf_sample(p, reason, rule, length);
}
