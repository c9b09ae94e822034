/*
 * table -- every format that is read.  One line each.
 */
#include <stddef.h>

#include "extract/engine.h"

const struct extract_format *const *
extract_formats(void)
{
	static const struct extract_format *const table[] = {
		&format_text,
		&format_html,
		&format_csv,
		&format_message,
		&format_zip,
		&format_docx,
		&format_xlsx,
		&format_pptx,
		&format_gzip,
		&format_ole,
		&format_pdf,
		&format_sevenzip,
		&format_cms,
		&format_pgp,
		&format_opaque,
		NULL
	};

	return table;
}
