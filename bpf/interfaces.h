/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0 */
/* From a device to its interface's index, and from there to what is in force. */
#pragma once
#include "packet.h"

/* 1 when the device is one of ours. Most sit at their ifindex' place; the displaced are looked for. */
static __always_inline int rf_find_interface(const struct rf_host *host, __u32 ifindex, __u32 *index)
{
	*index = ifindex & rf_interface_mask;
	struct rf_interface *i = bpf_map_lookup_elem(&rf_interfaces, index);
	if (i && rf_read32(&i->ifindex) == ifindex)
		return 1;
	if (!host->displaced)
		return 0;
	__u32 *place = bpf_map_lookup_elem(&rf_displaced, &ifindex);
	if (!place)
		return 0;
	*index = *place;
	i = bpf_map_lookup_elem(&rf_interfaces, index);
	return i && rf_read32(&i->ifindex) == ifindex;
}

/* The packet stands at this interface, under its root: nothing else of what may change is read twice. */
static __always_inline void rf_take_place(void *arena, struct rf_packet *p, __u32 index)
{
	__u32 image = p->root >> 32;
	p->current = image ? rf_read64(RF_AT(arena, image + sizeof(struct rf_image) + index * 8)) : 0;
	p->stamp = ((__u32)p->current + (__u32)p->root) << 1 | (p->direction == RF_INGRESS ? RF_JOINT : 0);
}
