/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0 */
/* Closed from birth. A tcx program can be attached only to a device that exists, and a device can carry packets before anybody in user space has heard of it. This
 * program sits at the netfilter hooks of the namespace (input, forward, output; IPv4 and IPv6) and knows the names of the devices that must be enforced: a packet that
 * comes from or goes to a device of such a name passes only when the device is the very one (index and name) that our programs are attached to. It is pinned and
 * outlives the agent, so a device that is made while nobody runs is closed too.
 *
 * An index is never given twice while the kernel runs (unless an administrator asks for it), so a device that was made again is another one. */
#include <linux/bpf.h>
#include <linux/types.h>
#include <bpf/bpf_helpers.h>

#define RF_DROP 0
#define RF_ACCEPT 1

/* As much of the kernel's structures as is read; offsets are relocated when the program is loaded (CO-RE). */
struct net_device {
	char name[16];
	int ifindex;
} __attribute__((preserve_access_index));

struct nf_hook_state {
	struct net_device *in, *out;
} __attribute__((preserve_access_index));

struct sk_buff {
	unsigned int len;
} __attribute__((preserve_access_index));

struct bpf_nf_ctx {
	const struct nf_hook_state *state;
	struct sk_buff *skb;
} __attribute__((preserve_access_index));

struct rf_name {
	__u64 low, high;
};

/* A device that may carry packets: ours and attached, or not ours. */
struct rf_known {
	struct rf_name name;
	__u32 ifindex;
	__u32 reserved;
};

struct rf_guard_count {
	__u64 packets, bytes;
};

const volatile __u32 rf_known_mask = 63;

/* Names to enforce, with the index of the device that is attached; 0: none is. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 65536);
	__type(key, struct rf_name);
	__type(value, __u32);
} rf_guarded SEC(".maps");

/* By ifindex & mask. Whoever is not here is looked up by name: slower, never wrong. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, struct rf_known);
} rf_known SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct rf_guard_count);
} rf_guard_drops SEC(".maps");

/* Clears what an earlier, longer name left behind the end; 1 when the end was in this half. */
static __always_inline int rf_end_name(__u64 *half)
{
	__u64 zero = (*half - 0x0101010101010101ull) & ~*half & 0x8080808080808080ull;
	if (!zero)
		return 0;
	*half &= ((zero & -zero) >> 7) - 1;
	return 1;
}

static __always_inline int rf_is_known(__u32 ifindex, const struct rf_name *name)
{
	__u32 slot = ifindex & rf_known_mask;
	struct rf_known *known = bpf_map_lookup_elem(&rf_known, &slot);
	return known && known->ifindex == ifindex && known->name.low == name->low && known->name.high == name->high;
}

/* A device that is not known as its name lies there: perhaps only because of what is behind the name's end. */
__noinline int rf_is_closed_by_name(__u32 ifindex, __u64 low, __u64 high)
{
	struct rf_name name = { low, high };
	if (rf_end_name(&name.low))
		name.high = 0;
	else
		rf_end_name(&name.high);
	if (rf_is_known(ifindex, &name))
		return 0;
	__u32 *attached = bpf_map_lookup_elem(&rf_guarded, &name);
	return attached && *attached != ifindex;
}

static __always_inline int rf_is_closed(struct net_device *device)
{
	if (!device)
		return 0;
	__u32 ifindex = device->ifindex;
	struct rf_name name = { *(__u64 *)&device->name[0], *(__u64 *)&device->name[8] };
	return !rf_is_known(ifindex, &name) && rf_is_closed_by_name(ifindex, name.low, name.high);
}

SEC("netfilter") int ringfence_guard(struct bpf_nf_ctx *ctx)
{
	const struct nf_hook_state *state = ctx->state;
	if (!rf_is_closed(state->in) && !rf_is_closed(state->out))
		return RF_ACCEPT;
	__u32 zero = 0;
	struct rf_guard_count *drops = bpf_map_lookup_elem(&rf_guard_drops, &zero);
	if (drops) {
		drops->packets += 1;
		drops->bytes += ctx->skb->len;
	}
	return RF_DROP;
}

char _license[] SEC("license") = "GPL";
