/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0 */
/* Judging: by the policy of the interface, in the direction that opens or opened the flow. */
#pragma once
#include "classify.h"
#include "counters.h"
#include "source_check.h"

/* A judgement in one word: the high half RF_PASS, RF_RULE, RF_NO_RULE, RF_CLOSED or RF_TABLE_BOUNDS, the low half the rule. */
#define RF_JUDGEMENT(reason, rule) ((__u64)(reason) << 32 | (rule))
#define RF_JUDGED_REASON(judgement) ((__u32)((judgement) >> 32))
#define RF_JUDGED_RULE(judgement) ((__u32)(judgement))

/* A service that a machine keeps open whatever the policy says (role host). */
static __always_inline int rf_is_failsafe(const struct rf_host *host, const struct rf_flow_key *key)
{
	if (key->protocol != RF_IPPROTO_TCP || !key->local_port)
		return 0;
	__u64 found = 0;
#pragma unroll
	for (int i = 0; i < RF_FAILSAFE_PORTS; i++)
		found |= (__u64)(host->failsafe[i] ^ key->local_port) - 1; /* the top bit where they are the same; no branch, since the verifier walks each */
	return found >> 63;
}

/* A packet of such a service from the machine, but for one that opens a connection. */
static __always_inline int rf_answers_failsafe(const struct rf_host *host, const struct rf_packet *p)
{
	return rf_is_failsafe(host, &p->key) && (p->tcp_flags & (RF_TCP_SYN | RF_TCP_ACK)) != RF_TCP_SYN;
}

static __always_inline __u64 rf_judge(const struct rf_packet *p, const struct rf_flow_key *key, __u32 direction)
{
	struct rf_host *host = rf_region(&rf_host);
	void *arena = rf_region(&rf_arena);
	if (!p || !key || !host || !arena)
		return RF_JUDGEMENT(RF_CLOSED, 0);
	const struct rf_enforcement *e = rf_enforcement_of(p);
	if (!e)
		return RF_JUDGEMENT(RF_CLOSED, 0);
	if (direction == RF_INGRESS && e->flags & RF_ROLE_HOST && rf_is_failsafe(host, key)) {
		rf_count(RF_COUNT_FAILSAFE);
		return RF_JUDGEMENT(RF_PASS, 0);
	}
	__u32 class = rf_class(host, arena, p->root, e->classifier, key->family, &key->remote);
	__u16 port = direction == RF_INGRESS ? key->local_port : key->remote_port;
	__u32 cell = rf_cell(arena, &e->tables[direction & 1], class, key->protocol, bpf_ntohs(port));
	if (cell == RF_NO_CELL)
		return RF_JUDGEMENT(RF_TABLE_BOUNDS, 0);
	__u32 rule = cell >> 1;
	return RF_JUDGEMENT(cell & 1 ? RF_PASS : rule ? RF_RULE : RF_NO_RULE, rule);
}
