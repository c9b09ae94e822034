#include "extract/documents.h"
#include "extract/pdfkey.h"

int
pdf_read(struct extract_job *j)
{
	enum encryption e;
	struct slice reason;

	e = pdfkey_look(extract_bytes(j), &reason);
	if (e != ENCRYPTION_NO) {
		extract_set_encryption(j, e, reason);
		return extract_anomaly(j, ANOMALY_ENCRYPTED,
		    "PDF with a password");
	}
	return extract_anomaly(j, ANOMALY_UNSUPPORTED, "PDF");
}
