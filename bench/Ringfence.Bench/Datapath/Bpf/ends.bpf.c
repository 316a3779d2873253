/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0 */
/* The ends of the benchmark's topology: one counts the benchmark's packets and takes everything off the wire, the other does nothing (what any tcx program costs). */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define NEXT (-1)
#define DROP 2

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} bench_arrived SEC(".maps");

SEC("tc")
int sink(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	__u32 zero = 0;
	__u64 *arrived = bpf_map_lookup_elem(&bench_arrived, &zero);
	int udp = 0;
	if (skb->protocol == bpf_htons(ETH_P_IP)) {
		struct iphdr *ip = data + ETH_HLEN;
		udp = (void *)(ip + 1) <= end && ip->protocol == IPPROTO_UDP;
	} else if (skb->protocol == bpf_htons(ETH_P_IPV6)) {
		struct ipv6hdr *ip = data + ETH_HLEN;
		udp = (void *)(ip + 1) <= end && ip->nexthdr == IPPROTO_UDP;
	}
	if (arrived && udp)
		__sync_fetch_and_add(arrived, 1);
	return DROP;
}

SEC("tc")
int nothing(struct __sk_buff *skb __attribute__((unused)))
{
	return NEXT;
}

char _license[] SEC("license") = "Dual BSD/GPL";
