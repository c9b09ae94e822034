#include "store/backend.h"

#include "base/err.h"

int
backend_copy_slice(struct slice *s, struct arena *a)
{
	if (s->len == 0) {
		*s = SLICE_NONE;
		return 0;
	}
	*s = arena_dup(a, *s);
	return s->ptr == NULL ? ERR_LIMIT : 0;
}

int
backend_copy_hold(struct store_hold *h, struct arena *a)
{
	int r;

	if ((r = backend_copy_slice(&h->states, a)) < 0 ||
	    (r = backend_copy_slice(&h->key, a)) < 0 ||
	    (r = backend_copy_slice(&h->sealed, a)) < 0 ||
	    (r = backend_copy_slice(&h->progress, a)) < 0)
		return r;
	return 0;
}
