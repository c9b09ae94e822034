#include "mail/textsignature.h"

bool
text_signature_is_none(const struct text_signature *s)
{
	size_t i;

	for (i = 0; i < TEXT_SIGNATURE_HASHES; i++)
		if (s->least[i] != 0)
			return false;
	return true;
}

size_t
text_signature_alike(const struct text_signature *a,
    const struct text_signature *b)
{
	size_t i, n = 0;

	if (text_signature_is_none(a) || text_signature_is_none(b))
		return 0;
	for (i = 0; i < TEXT_SIGNATURE_HASHES; i++)
		n += a->least[i] == b->least[i];
	return n;
}

void
text_signature_put(struct wire_out *w, const struct text_signature *s)
{
	bool is_none = text_signature_is_none(s);
	size_t i;

	wire_put_bool(w, !is_none);
	for (i = 0; !is_none && i < TEXT_SIGNATURE_HASHES; i++)
		wire_put_u32(w, s->least[i]);
}

int
text_signature_get(struct wire_in *w, struct text_signature *ret)
{
	bool is_there;
	size_t i;
	int r;

	*ret = (struct text_signature){ .least = { 0 } };
	r = wire_bool(w, &is_there);
	for (i = 0; r == 0 && is_there && i < TEXT_SIGNATURE_HASHES; i++)
		r = wire_u32(w, &ret->least[i]);
	return r;
}
