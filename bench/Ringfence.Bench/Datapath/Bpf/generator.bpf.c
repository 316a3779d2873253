/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0 */
/* Makes the benchmark's packets inside the kernel: run by BPF_PROG_TEST_RUN with live frames, each run is a packet. Live frames come back with what the
 * stack wrote into them, so every byte that matters is written every time. UDP without a checksum: nobody on the way looks at it. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include "pattern.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct pattern);
} bench_pattern SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, PEERS_MOST);
	__type(key, __u32);
	__type(value, struct peer);
} bench_peers SEC(".maps");

static __always_inline __u16 header_checksum(const struct iphdr *ip)
{
	const __u16 *words = (const void *)ip;
	__u32 sum = 0;
#pragma unroll
	for (int i = 0; i < 10; i++)
		sum += words[i];
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

static __always_inline void write_udp(struct udphdr *udp, const struct pattern *to, const struct peer *peer, __u16 port, long length)
{
	udp->source = to->reply ? peer->port : port;
	udp->dest = to->reply ? port : peer->port;
	udp->len = bpf_htons(length);
	udp->check = 0;
}

SEC("xdp")
int generate(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct ethhdr *eth = data;
	__u32 zero = 0;
	struct pattern *to = bpf_map_lookup_elem(&bench_pattern, &zero);
	if (!to || !to->peers || !to->ports || (void *)(eth + 1) > end)
		return XDP_DROP;
	__u64 n = to->next++;
	__u32 index = n % to->peers;
	__u16 port = bpf_htons(to->first_port + n / to->peers % to->ports);
	struct peer *peer = bpf_map_lookup_elem(&bench_peers, &index);
	if (!peer)
		return XDP_DROP;
	__builtin_memcpy(eth->h_dest, to->destination_mac, ETH_ALEN);
	__builtin_memcpy(eth->h_source, to->source_mac, ETH_ALEN);
	if (to->ipv6) {
		struct ipv6hdr *ip = (void *)(eth + 1);
		struct udphdr *udp = (void *)(ip + 1);
		if ((void *)(udp + 1) > end)
			return XDP_DROP;
		eth->h_proto = bpf_htons(ETH_P_IPV6);
		*(__u32 *)ip = bpf_htonl(6u << 28);
		ip->payload_len = bpf_htons(end - (void *)udp);
		ip->nexthdr = IPPROTO_UDP;
		ip->hop_limit = 64;
		__builtin_memcpy(&ip->saddr, to->reply ? to->instance : peer->address, 16);
		__builtin_memcpy(&ip->daddr, to->reply ? peer->address : to->instance, 16);
		write_udp(udp, to, peer, port, end - (void *)udp);
	} else {
		struct iphdr *ip = (void *)(eth + 1);
		struct udphdr *udp = (void *)(ip + 1);
		if ((void *)(udp + 1) > end)
			return XDP_DROP;
		eth->h_proto = bpf_htons(ETH_P_IP);
		__builtin_memset(ip, 0, sizeof(*ip));
		ip->version = 4;
		ip->ihl = 5;
		ip->tot_len = bpf_htons(end - (void *)ip);
		ip->frag_off = bpf_htons(0x4000); /* don't fragment */
		ip->ttl = 64;
		ip->protocol = IPPROTO_UDP;
		__builtin_memcpy(&ip->saddr, to->reply ? to->instance : peer->address, 4);
		__builtin_memcpy(&ip->daddr, to->reply ? peer->address : to->instance, 4);
		ip->check = header_checksum(ip);
		write_udp(udp, to, peer, port, end - (void *)udp);
	}
	return bpf_redirect(to->out, 0);
}

char _license[] SEC("license") = "Dual BSD/GPL";
