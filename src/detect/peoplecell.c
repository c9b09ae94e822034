#include "detect/peoplecell.h"

#include "base/err.h"

/* The text of the cell k places after that of the segment, in the same row. */
static bool
cell_beside(const struct detect_run *run, size_t segment, int k,
    const struct text_unit **ret, struct slice *ret_text)
{
	const struct segment *s;
	size_t other = segment + (size_t)k;

	if ((k < 0 && segment == 0) || other >= run->segment_count)
		return false;
	s = &run->segments[other];
	*ret = &run->text->units[s->unit];
	*ret_text = slice_trim(slice_of(run->shadow.bytes + s->from,
	    s->to - s->from));
	return (*ret)->row == run->text->units[run->segments[segment].unit].row;
}

/* "Given" and "Surname" beside each other, in either order. */
static int
mark_surname_cell(struct named *rd, size_t segment, size_t first, size_t end)
{
	const struct text_unit *unit;
	struct named_name name;
	struct slice given;
	size_t i;
	int k;

	name.len = 0;
	for (k = -1; k <= 1 && name.len == 0; k += 2)
		if (cell_beside(rd->run, segment, k, &unit, &given) &&
		    given.len > 0 && given.len < NAME_CELL_MAX &&
		    (run_columns(rd->run, unit) & 1 << COLUMN_GIVEN) != 0)
			named_add(&name, given);
	for (i = first; i < end; i++)
		named_add(&name, named_text(rd, i));
	return named_mark(rd, MARK_PERSON, rd->words[first].from,
	    rd->words[end - 1].to, &name);
}

/* A cell under "Tenant": 1 if it holds a name, and then only that. */
static int
read_column(struct named *rd, size_t segment)
{
	uint32_t columns;
	size_t end;
	int r;

	columns = run_columns(rd->run, rd->unit);
	if ((columns & (1 << COLUMN_PERSON | 1 << COLUMN_GIVEN |
	    1 << COLUMN_SURNAME)) == 0 || rd->count == 0 ||
	    rd->count > NAME_WORDS_MAX + 2 || rd->to - rd->from > NAME_CELL_MAX ||
	    named_is_thing(rd->unit->header))
		return 0;
	if ((columns & 1 << COLUMN_SURNAME) != 0) {
		/* Under such a header any word is one. */
		for (end = 0; end < rd->count && rd->words[end].written !=
		    NAMEWORD_NONE; end++)
			;
		if (end == 0 || nameword_is(&rd->words[0], NAME_BODY))
			return 0;
		r = mark_surname_cell(rd, segment, 0, end);
		return r < 0 ? r : 1;
	}
	if ((columns & 1 << COLUMN_GIVEN) != 0) {
		r = named_mark_words(rd, MARK_NAME, 0, 1, 0);
		return r < 0 ? r : 1;
	}
	end = named_end(rd, 0, true);
	if (end == 0 || named_is_namesake(rd, 0, end))
		return 0;
	r = named_mark_found(rd, 0, end);
	return r < 0 ? r : 1;
}

/* The cell to the left is a label of a form: "Tenant" | "Ngozi Okafor". */
static int
read_form(struct named *rd, size_t segment)
{
	const struct text_unit *unit;
	struct slice label;
	size_t at, end;
	int r;

	if (rd->unit->row == 0 || rd->count == 0 ||
	    rd->to - rd->from > NAME_CELL_MAX ||
	    !cell_beside(rd->run, segment, -1, &unit, &label) ||
	    label.len > NAME_CELL_MAX)
		return 0;
	while (label.len > 0 && (label.ptr[label.len - 1] == ':' ||
	    label.ptr[label.len - 1] == ' '))
		label.len--;
	at = slice_rchr(label, ' ');
	label = at == SLICE_NPOS ? label : slice_from(label, at + 1);
	if ((nameword_kinds(rd->run->plan, label) & NAME_LABEL) == 0)
		return 0;
	end = named_end(rd, 0, named_is_surname(label));
	if (end == 0 || named_is_namesake(rd, 0, end))
		return 0;
	r = named_mark_found(rd, 0, end);
	return r < 0 ? r : 1;
}

int
peoplecell_mark(struct detect_run *run, size_t from, size_t to,
    struct slice header)
{
	struct named rd;
	size_t end;
	int r;

	if (to - from > NAME_CELL_MAX || named_is_thing(header))
		return 0;
	r = named_read(&rd, run, from, to);
	if (r < 0 || rd.count == 0 || rd.count > NAME_WORDS_MAX + 2)
		return r;
	end = named_end(&rd, 0, true);
	return end == 0 || named_is_namesake(&rd, 0, end) ? 0 :
	    named_mark_found(&rd, 0, end);
}

int
peoplecell_mark_surname(struct detect_run *run, size_t from, size_t to,
    struct slice given)
{
	struct named_name name;
	struct named rd;
	size_t i;
	int r;

	if (to - from > NAME_CELL_MAX || given.len > NAME_CELL_MAX)
		return 0;
	r = named_read(&rd, run, from, to);
	if (r < 0 || rd.count == 0 || nameword_is(&rd.words[0], NAME_BODY))
		return r;
	name.len = 0;
	if (given.len > 0)
		named_add(&name, given);
	for (i = 0; i < rd.count; i++)
		named_add(&name, named_text(&rd, i));
	return named_mark(&rd, MARK_PERSON, from, to, &name);
}

/* "FN:Mrs Ngozi Okafor", "N:Okafor;Ngozi;;Mrs;" (RFC 6350 6.2). */
static int
read_card(struct named *rd)
{
	struct named_name name;
	size_t i;
	int r;

	if (rd->unit->row != 0 || rd->count < 2 ||
	    !(slice_eq_str(rd->unit->header, "FN") ||
	    slice_eq_str(rd->unit->header, "N")))
		return 0;
	/* A card of an office: its name is that of the organisation. */
	for (i = 1; i < rd->count; i++)
		if (nameword_is(&rd->words[i], NAME_BODY | NAME_STREET) &&
		    !nameword_is(&rd->words[i], NAME_SURNAME))
			return 1;
	name.len = 0;
	if (slice_eq_str(rd->unit->header, "FN")) {
		for (i = 1; i < rd->count; i++)
			if (!nameword_is(&rd->words[i], NAME_TITLE))
				named_add(&name, named_text(rd, i));
	} else {
		if (rd->count > 2)
			named_add(&name, named_text(rd, 2));
		named_add(&name, named_text(rd, 1));
	}
	if (name.len == 0)
		return 0;
	r = named_mark(rd, MARK_PERSON, rd->words[1].from,
	    rd->words[rd->count - 1].to, &name);
	return r < 0 ? r : 1;
}

int
peoplecell_read(struct named *rd, size_t segment)
{
	int r;

	r = read_column(rd, segment);
	if (r == 0)
		r = read_form(rd, segment);
	return r == 0 ? read_card(rd) : r;
}
