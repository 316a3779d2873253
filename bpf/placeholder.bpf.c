/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0 */
/* What a link runs before the program that it is for is there: it leaves every packet to whoever comes next, as if nothing were attached. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define RF_NEXT (-1) /* TCX_NEXT */

SEC("tc") int ringfence_placeholder(struct __sk_buff *skb __attribute__((unused))) { return RF_NEXT; }

char _license[] SEC("license") = "GPL";
