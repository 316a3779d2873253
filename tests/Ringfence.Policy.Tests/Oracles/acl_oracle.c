// SPDX-License-Identifier: Apache-2.0
// Judges packets with DPDK's librte_acl: who else classifies by rule lists, and shares no line with us. Reads requests from standard input until it ends:
// the numbers of rules and packets, the rules, the packets; answers the number of the first rule that matches each packet, from 1; 0: none. Little-endian.
#include <arpa/inet.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <rte_acl.h>
#include <rte_eal.h>

// IPv4 addresses are written as ::ffff:a.b.c.d with 96 more bits of prefix; the family says which is which.
struct rule {
	uint32_t number; // its position in the list, from 1; several may share one: a rule with more than one range or address
	uint16_t first_port, last_port;
	uint8_t protocol, any_protocol, family, prefix;
	uint8_t address[16];
};

struct packet {
	uint8_t address[16];
	uint16_t port;
	uint8_t protocol, family;
};

// What the classifier looks at, in network order. The first field is one byte, the others come in words of four.
struct key {
	uint8_t protocol, padding[3];
	uint32_t address[4];
	uint16_t port, family;
};

enum { PROTOCOL, ADDRESS, PORT = ADDRESS + 4, FAMILY, FIELDS };

#define WORD(i) { .type = RTE_ACL_FIELD_TYPE_MASK, .size = 4, .field_index = ADDRESS + i, .input_index = 1 + i, .offset = offsetof(struct key, address) + 4 * i }
static const struct rte_acl_field_def fields[FIELDS] = {
	{ .type = RTE_ACL_FIELD_TYPE_BITMASK, .size = 1, .field_index = PROTOCOL, .input_index = 0, .offset = offsetof(struct key, protocol) },
	WORD(0), WORD(1), WORD(2), WORD(3),
	{ .type = RTE_ACL_FIELD_TYPE_RANGE, .size = 2, .field_index = PORT, .input_index = 5, .offset = offsetof(struct key, port) },
	{ .type = RTE_ACL_FIELD_TYPE_RANGE, .size = 2, .field_index = FAMILY, .input_index = 5, .offset = offsetof(struct key, family) },
};

RTE_ACL_RULE_DEF(acl_rule, FIELDS);

static void fail(const char *what)
{
	fprintf(stderr, "acl_oracle: %s\n", what);
	exit(1);
}

static void *read_all(size_t size)
{
	void *data = malloc(size ? size : 1);
	if (!data || fread(data, 1, size, stdin) != size)
		fail("the request is cut short");
	return data;
}

static struct rte_acl_ctx *build(const struct rule *rules, uint32_t count)
{
	struct rte_acl_param parameters = { .name = "oracle", .socket_id = SOCKET_ID_ANY, .rule_size = RTE_ACL_RULE_SZ(FIELDS), .max_rule_num = count };
	struct rte_acl_ctx *acl = rte_acl_create(&parameters);
	if (!acl)
		fail("rte_acl_create");
	for (uint32_t i = 0; i < count; i++) {
		const struct rule *from = &rules[i];
		struct acl_rule to = { .data = { .category_mask = 1, .priority = RTE_ACL_MAX_PRIORITY - (int32_t)from->number, .userdata = from->number } };
		to.field[PROTOCOL].value.u8 = from->any_protocol ? 0 : from->protocol;
		to.field[PROTOCOL].mask_range.u8 = from->any_protocol ? 0 : 0xff;
		for (int word = 0; word < 4; word++) {
			uint32_t value;
			int bits = from->prefix - 32 * word;
			memcpy(&value, from->address + 4 * word, 4);
			to.field[ADDRESS + word].value.u32 = ntohl(value);
			to.field[ADDRESS + word].mask_range.u32 = bits < 0 ? 0 : bits > 32 ? 32 : bits;
		}
		to.field[PORT].value.u16 = from->first_port;
		to.field[PORT].mask_range.u16 = from->last_port;
		to.field[FAMILY].value.u16 = to.field[FAMILY].mask_range.u16 = from->family;
		if (rte_acl_add_rules(acl, (struct rte_acl_rule *)&to, 1))
			fail("rte_acl_add_rules");
	}
	struct rte_acl_config config = { .num_categories = 1, .num_fields = FIELDS };
	memcpy(config.defs, fields, sizeof(fields));
	if (rte_acl_build(acl, &config))
		fail("rte_acl_build");
	return acl;
}

int main(void)
{
	char *eal[] = { "acl_oracle", "--no-huge", "-m", "256", "--no-pci", "--no-shconf", "--no-telemetry", "--log-level", "4" };
	uint32_t counts[2];
	if (rte_eal_init(sizeof(eal) / sizeof(*eal), eal) < 0)
		fail("rte_eal_init");
	while (fread(counts, sizeof(counts), 1, stdin) == 1) {
		struct rule *rules = read_all(counts[0] * sizeof(*rules));
		struct packet *packets = read_all(counts[1] * sizeof(*packets));
		struct key *keys = calloc(counts[1] + 1, sizeof(*keys));
		const uint8_t **data = calloc(counts[1] + 1, sizeof(*data));
		uint32_t *answers = calloc(counts[1] + 1, sizeof(*answers));
		if (!keys || !data || !answers)
			fail("no memory");
		for (uint32_t i = 0; i < counts[1]; i++) {
			keys[i] = (struct key){ .protocol = packets[i].protocol, .port = htons(packets[i].port), .family = htons(packets[i].family) };
			memcpy(keys[i].address, packets[i].address, 16);
			data[i] = (const uint8_t *)&keys[i];
		}
		if (counts[0]) {
			struct rte_acl_ctx *acl = build(rules, counts[0]);
			if (rte_acl_classify(acl, data, answers, counts[1], 1))
				fail("rte_acl_classify");
			rte_acl_free(acl);
		}
		fwrite(answers, sizeof(*answers), counts[1], stdout);
		fflush(stdout);
		free(rules);
		free(packets);
		free(keys);
		free(data);
		free(answers);
	}
	return 0;
}
