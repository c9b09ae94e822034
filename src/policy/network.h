/*
 * network -- networks of IP addresses, as a list of networks has them.
 */
#ifndef POLICY_NETWORK_H
#define POLICY_NETWORK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

/* IPv4 stands as IPv6 does for it (RFC 4291 2.5.5.2). */
struct network {
	uint8_t address[16];
	unsigned bits;			/* 0 to 128 */
};

/*
 * "192.0.2.7", "192.0.2.0/24", "2001:db8::/32".  ERR_SYNTAX for anything else
 * and for bits of a host after the length: 192.0.2.7/24 is a slip.
 */
int	network_parse(struct slice text, struct network *ret);
/* address: as the MTA tells a client's, "IPv6:..." too; false if it is none. */
bool	network_has(const struct network *n, struct slice address);

#endif
