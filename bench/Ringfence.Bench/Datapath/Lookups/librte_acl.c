/* SPDX-License-Identifier: Apache-2.0 */
/* librte_acl beside the compiled tables: librte_acl CPU RULES PACKETS VERDICTS. Says "ready ALGORITHM MILLISECONDS" when the rules are built; then classifies all packets
 * for each line it reads and says how many nanoseconds of CPU time that took; at the end it writes the last verdicts. */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <arpa/inet.h>
#include <rte_acl.h>
#include <rte_eal.h>
#include <rte_errno.h>

#define BURST 32
#define HIGHEST_PRIORITY 0x1000000

/* As Lookups/AclPeer.cs writes them, in host order. */
struct given_rule {
	uint32_t address;
	uint8_t length, protocol;
	uint16_t port;
	uint32_t verdict;
};

/* What is classified, in network order; reserved bytes make the ports a word of their own, as librte_acl wants. */
struct packet {
	uint8_t protocol, reserved[3];
	uint32_t source;
	uint16_t source_port, destination_port;
};

enum { PROTOCOL, SOURCE, SOURCE_PORT, DESTINATION_PORT, FIELDS };
static const struct rte_acl_field_def fields[FIELDS] = {
	{ .type = RTE_ACL_FIELD_TYPE_BITMASK, .size = 1, .field_index = PROTOCOL, .input_index = 0, .offset = offsetof(struct packet, protocol) },
	{ .type = RTE_ACL_FIELD_TYPE_MASK, .size = 4, .field_index = SOURCE, .input_index = 1, .offset = offsetof(struct packet, source) },
	{ .type = RTE_ACL_FIELD_TYPE_RANGE, .size = 2, .field_index = SOURCE_PORT, .input_index = 2, .offset = offsetof(struct packet, source_port) },
	{ .type = RTE_ACL_FIELD_TYPE_RANGE, .size = 2, .field_index = DESTINATION_PORT, .input_index = 2, .offset = offsetof(struct packet, destination_port) },
};
RTE_ACL_RULE_DEF(acl_rule, FIELDS);

static void fail(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, rte_strerror(rte_errno));
	exit(1);
}

static int64_t cpu_time(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * 1000000000ll + t.tv_nsec;
}

static void *read_all(const char *path, size_t element, size_t *count)
{
	FILE *file = fopen(path, "rb");
	if (!file || fseek(file, 0, SEEK_END))
		fail(path);
	*count = ftell(file) / element;
	rewind(file);
	void *data = malloc(*count * element);
	if (!data || fread(data, element, *count, file) != *count)
		fail(path);
	fclose(file);
	return data;
}

static struct rte_acl_ctx *build(const struct given_rule *rules, size_t count)
{
	struct rte_acl_param parameters = { .name = "rules", .socket_id = SOCKET_ID_ANY, .rule_size = RTE_ACL_RULE_SZ(FIELDS), .max_rule_num = count };
	struct rte_acl_config config = { .num_categories = 1, .num_fields = FIELDS, .max_size = 1ul << 30 };
	struct rte_acl_ctx *context = rte_acl_create(&parameters);
	if (!context)
		fail("rte_acl_create");
	for (size_t i = 0; i < count; i++) {
		struct acl_rule rule = { .data = { .category_mask = 1, .priority = HIGHEST_PRIORITY - (int)i, .userdata = rules[i].verdict } };
		rule.field[PROTOCOL].value.u8 = rules[i].protocol;
		rule.field[PROTOCOL].mask_range.u8 = 0xff;
		rule.field[SOURCE].value.u32 = rules[i].address;
		rule.field[SOURCE].mask_range.u32 = rules[i].length;
		rule.field[SOURCE_PORT].mask_range.u16 = 0xffff;
		rule.field[DESTINATION_PORT].value.u16 = rule.field[DESTINATION_PORT].mask_range.u16 = rules[i].port;
		if (rte_acl_add_rules(context, (struct rte_acl_rule *)&rule, 1))
			fail("rte_acl_add_rules");
	}
	for (int i = 0; i < FIELDS; i++)
		config.defs[i] = fields[i];
	if (rte_acl_build(context, &config))
		fail("rte_acl_build");
	return context;
}

/* The fastest that this machine can. */
static const char *choose(struct rte_acl_ctx *context)
{
	if (!rte_acl_set_ctx_classify(context, RTE_ACL_CLASSIFY_AVX512X32))
		return "AVX-512";
	if (!rte_acl_set_ctx_classify(context, RTE_ACL_CLASSIFY_AVX2))
		return "AVX2";
	if (!rte_acl_set_ctx_classify(context, RTE_ACL_CLASSIFY_SSE))
		return "SSE";
	return "scalar";
}

int main(int argc, char **argv)
{
	if (argc != 5)
		return 2;
	char *eal[] = { "librte_acl", "--no-huge", "-m", "1024", "--no-pci", "--no-shconf", "--no-telemetry", "--log-level", "4", "--force-max-simd-bitwidth=512", "-l", argv[1], NULL };
	if (rte_eal_init(sizeof(eal) / sizeof(*eal) - 1, eal) < 0)
		fail("rte_eal_init");
	size_t rule_count, count;
	const struct given_rule *rules = read_all(argv[2], sizeof(*rules), &rule_count);
	struct packet *packets = read_all(argv[3], sizeof(*packets), &count);
	const uint8_t **pointers = malloc(count * sizeof(*pointers));
	uint32_t *verdicts = calloc(count, sizeof(*verdicts));
	for (size_t i = 0; i < count; i++)
		pointers[i] = (const uint8_t *)&packets[i];
	int64_t begun = cpu_time();
	struct rte_acl_ctx *context = build(rules, rule_count);
	double milliseconds = (cpu_time() - begun) / 1e6;
	printf("ready %s %.1f\n", choose(context), milliseconds);
	fflush(stdout);
	for (int c; (c = getchar()) != EOF;) {
		if (c != '\n')
			continue;
		begun = cpu_time();
		for (size_t i = 0; i + BURST <= count; i += BURST)
			rte_acl_classify(context, pointers + i, verdicts + i, BURST, 1);
		printf("%lld\n", (long long)(cpu_time() - begun));
		fflush(stdout);
	}
	FILE *file = fopen(argv[4], "wb");
	if (!file || fwrite(verdicts, sizeof(*verdicts), count, file) != count || fclose(file))
		fail(argv[4]);
	return 0;
}
