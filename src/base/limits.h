/*
 * limits -- every bound on a hostile quantity, each with its reason.
 *
 * One page, so that an auditor finds them all.  Each has a test at the bound
 * and one past it.  Sizes are bytes unless the name says otherwise.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#include <stddef.h>

#define KIB	((size_t)1024)
#define MIB	((size_t)1024 * 1024)

/* --- envelope and session ------------------------------------------------ */
#define ENVELOPE_RECIPIENTS_MAX	10000		/* Postfix's own ceiling is 1,000 a mail */
#define ENVELOPE_STRING_MAX	2048		/* RFC 5321 path is 256; SMTPUTF8, parameters */
#define ENVELOPE_BYTES_MAX	(4 * MIB)	/* encoded form */

/* --- message ------------------------------------------------------------- */
#define MESSAGE_MAX_DEFAULT	(128 * MIB)	/* set message-limit */
#define SPOOL_TOTAL_DEFAULT	(1024 * MIB)	/* set spool: all messages in flight */
#define HEADER_BYTES_MAX	(256 * KIB)	/* genuine mail stays under 64 kB */
#define PART_HEADER_BYTES_MAX	(64 * KIB)
#define HEADER_FIELDS_MAX	1000		/* libraries go quadratic above */
#define FIELD_PARAMS_MAX	100
#define BOUNDARY_ACCEPT_MAX	256		/* longer: anomaly */
#define COMMENT_DEPTH_MAX	50		/* nested (comments) in a field */
#define ENCODED_WORDS_MAX	2000		/* in one field */
#define ADDRESSES_MAX		10000		/* in one address field */
#define READINGS_MAX		8		/* ways to read one message */
#define MIME_ANOMALIES_MAX	250		/* listed for one message's structure */
#define MIME_FIELDS_MAX		100000		/* header fields of all parts together */

/* --- unpacking, all of it on one budget per message ----------------------- */
#define UNPACK_DEPTH_MAX	16		/* multipart, message, archive together */
#define UNPACK_NODES_MAX	2000		/* parts and members */
#define UNPACK_READINGS_MAX	20000		/* further readings of parts, all together */
#define ARCHIVE_ENTRIES_MAX	2000
#define UNPACK_MEMBER_MAX	(64 * MIB)	/* output of one archive member */
#define UNPACK_TOTAL_MAX	(256 * MIB)	/* output of all members */
#define UNPACK_RATIO_FLOOR	(10 * MIB)	/* ratio counts from here */
#define UNPACK_RATIO_MAX	200
#define TEXT_TOTAL_MAX		(64 * MIB)	/* text handed to the detectors */
#define RTF_DEPTH_MAX		10000		/* groups in groups; Word writes some 30 */
#define SHEET_STRINGS_MAX	((size_t)4 * 1024 * 1024)	/* shared texts of a workbook */
#define SHEET_FORMATS_MAX	2000		/* number formats; Excel makes 250 */
#define SHEET_CELL_FORMATS_MAX	65536		/* Excel's own ceiling is 65,490 */
#define ODF_CHANGES_MAX		4096		/* tracked, put back where they were */
#define OLE_ENTRIES_MAX		32768		/* streams and storages of one compound file */
#define OLE_DEPTH_MAX		64		/* storages within one another */
#define OFFICE_SPIN_MAX		1000000		/* hashes to try one password: Office does 100,000 */
#define RTF_BLOBS_MAX		UNPACK_NODES_MAX /* hex contents, each looked at for its type */
#define FACTS_TEXT_MAX		(8 * MIB)	/* own text, and quoted text, for facts */
#define NAME_MAX_BYTES		1024		/* a file name kept for display */
#define FLOW_SPANS_MAX		200000		/* tags inside words, of one block of a page */
#define SEEN_TEXTS_MAX		((size_t)500000)	/* texts of one part remembered, to tell a second reading */
#define JSON_DEPTH_MAX		1000		/* writers stay below 100 */
#define HTML_NESTED_MAX		2000		/* pages inside a page: comments, srcdoc */
#define HTML_NESTED_DEPTH	4		/* page in a comment in a srcdoc in a page */
#define HTML_OPEN_KEPT		128		/* of those: for what hides or joins */
#define HTML_OPEN_MAX		512		/* elements open at a time: browsers' own bound */
#define PDF_OBJECTS_MAX		200000		/* of one file, all revisions */
#define PDF_SCAN_TIMES_MAX	4		/* the file's length, looked at for values */
#define PDF_EFFORT_MAX		(32 * MIB)	/* long lists gone through, each time they are */
#define PDF_PACKED_MAX		(48 * MIB)	/* object streams and forms kept unpacked */
#define PDF_PAGES_MAX		5000
#define PDF_OPERATORS_MAX	8000000		/* drawing operators, all pages together */
#define PDF_FORMS_MAX		20000		/* forms drawn: doubling ones reach any number */
#define PDF_FORM_DEPTH_MAX	16
#define PDF_FILTERS_MAX		8		/* of one stream */
#define PDF_CMAP_RANGES_MAX	70000		/* every code of two bytes, and some */

/* --- words of a message tried as passwords of what is locked in it ----------- */
#define TRIAL_TEXT_MAX		(2 * MIB)	/* text that words are taken from */
#define TRIAL_PART_MAX		(256 * KIB)	/* of that, from one attachment */
#define TRIAL_KEPT_MAX		(64 * MIB)	/* locked content that waits for all the text */
#define TRIAL_ROUNDS_MAX	24000000	/* blocks hashed in a message: 60 ns each */
#define TRIAL_FILE_ROUNDS_MAX	12000000	/* of one file: 30 words where it is dear */
#define TRIAL_OPEN_ROUNDS_MAX	40000000	/* with a password that was found: 100 pictures */
#define TRIAL_MS_MAX		2500		/* where a machine is slower than that */
#define TRIAL_HITS_MAX		8		/* passwords that opened one, tried first on others */
#define SEVENZIP_HEADER_MAX	(4 * MIB)	/* unpacked: 2,000 names take 400 kB */
#define GUESS_WORD_MAX		100		/* bytes; longer ones are no passwords */
#define GUESS_RANK_MAX		4096		/* words of one likelihood */
#define GUESS_WORDS_MAX		16384		/* all of them */

/* --- report, over the child's reply socket --------------------------------- */
#define REPORT_BYTES_MAX	(16 * MIB)	/* report and edits together */
#define REPORT_PARTS_MAX	(UNPACK_NODES_MAX + 16)
#define REPORT_FINDINGS_MAX	20000
#define REPORT_POSSIBLE_MAX	8000		/* findings when tier 1 is no longer kept */
#define REPORT_ANOMALIES_MAX	1000
#define REPORT_STRING_MAX	(4 * KIB)
#define REPORT_ADDRESSES_MAX	2000		/* To and Cc, for visible recipients */
#define REPORT_SIGNERS_MAX	16		/* DKIM-Signature fields that are told apart */
#define REPORT_LANGUAGE_MAX	35		/* RFC 5646 4.4.1 */
#define REPORT_SHOWN_NAME_MAX	200		/* bytes of a name beside an address */
#define SHOWN_UNIT_MAX		(8 * MIB)	/* one unit of text that exeatctl shows */
#define SHOWN_BYTES_MAX		(4 * TEXT_TOTAL_MAX)	/* all of them, with their places */
#define PREVIEW_MAX		(64 * KIB)	/* plain text kept with a held message */
#define EDITS_MAX		4096		/* splices and header changes */
#define EDIT_LEAF_MAX		(16 * MIB)	/* text bodies that one edit decodes, all together */
#define EDIT_REMOVED_MAX	(1 * MIB)	/* bytes of a body that an edit writes anew */
#define EDIT_INSERTED_MAX	(4 * MIB)	/* texts in all versions of a body; a converted one has four times its bytes more */
#define BODY_HASHED_MAX		(16 * MIB)	/* of bodies, to see whether signatures are over them */
#define PROOF_KEEP		((size_t)4 * KIB)	/* of a long body, at either end, when an edit is proved */
#define PROOF_COPY_MAX		(64 * MIB)	/* a message whose proof needs all of it */
#define DISCLAIMER_NAME_MAX	64		/* of a text: it stands in records and answers */
#define DISCLAIMER_VALUE_MAX	128		/* bytes of a variable's value: one line of words */
#define DISCLAIMER_WORD_MAX	60		/* bytes of a word in it: no line of 76 can break one */
#define DISCLAIMER_LOGO_MAX	(64 * KIB)	/* it goes out with every message */
#define DISCLAIMER_FIELD_NAME_MAX	64	/* of `header`: RFC 5322 2.1.1 leaves 76 a line */
#define DISCLAIMER_FIELD_MAX	512		/* its value, before it is folded */
/*
 * How much is compared to know an old version of a notice: threes of words of
 * the notice (a page of close print), and words of the message, which is more
 * than anybody writes; what is longer is compared as far as this.
 */
#define DISCLAIMER_NEAR_THREES_MAX	4096
#define DISCLAIMER_NEAR_WORDS_MAX	262144
#define PAGE_OPEN_MAX		500		/* elements open at once in a page that is edited: browsers flatten at 512 */
#define PAGE_FORMATTING_MAX	64		/* of them bold, links and the like that text takes up again */
#define PAGE_ENDS_MAX		64		/* </body> and </html> of one page */
#define PAGE_SHEETS_MAX		64		/* <style> of one page */
#define PAGE_SELECTOR_MAX	1024		/* bytes of a selector: a longer one may fit anything */
#define PAGE_ATTRIBUTES_MAX	2048		/* bytes of a tag's: longer ones may fit any selector */
#define PAGE_BLOCK_MAX		64		/* elements of the notice that goes in */
#define PAGE_RULES_MAX		8192		/* of its style sheets, those that may hide something */
#define PAGE_HIDING_MAX		(256 * KIB)	/* bytes of their selectors; past it nothing counts as seen */
#define PAGE_HIDING_WORK_MAX	(4 * MIB)	/* selectors that are tried on elements, a quarter of a second; past it neither */
#define PAGE_MEDIA_MAX		4		/* different @media with colours: all of their sums are looked at */
#define PAGE_MATCHES_MAX	16		/* such rules that are for one element */
#define REPORT_SUBJECT_MAX	1000		/* decoded subject, for rules and reviewers */
#define SUBJECT_TAG_MAX		1000		/* "[reason: ...]", brackets and all */
#define SUBJECT_TAGS_MAX	100		/* of one subject; more stay */
/* Of quoted text, where a reason that is somebody else's is looked for. */
#define SUBJECT_QUOTED_MAX	(256 * KIB)

/* What rules and people remember (mail/memory.h). */
#define MEMORY_EXCEPTIONS_MAX	64		/* registers that lift something for one recipient */
#define MEMORY_NAME_MAX		200		/* of a register or rule, bytes */
#define EXCEPTION_BLOCKS_MAX	64		/* `exceptions` blocks; fits one answer */
#define EXCEPTION_NAME_MAX	100		/* of a block, bytes */
#define EXCEPTION_ROLE_MAX	20
#define EXCEPTION_FILES_MAX	90		/* types of file that one covers, bytes */
#define EXCEPTION_ADDRESS_MAX	320		/* RFC 5321 4.5.3.1: 64, "@" and 255 */
#define EXCEPTION_ENTRIES_MAX	1000		/* for one sender, or for everybody */
#define EXCEPTION_REASON_MAX	1000		/* bytes; two of them fit a row */
#define REVISIONS_KEPT		8		/* whose files exeatd keeps, to go back to */
#define REVISIONS_LISTED	1000		/* the latest */
#define EXCEPTION_DEPUTY_DAYS	14		/* what a deputy may grant at most */
#define MEMORY_SIGHTINGS_MAX	256		/* senders of one text, the latest */
#define MEMORY_CASES_MAX	64		/* that one mail opens */
#define MEMORY_USES_MAX		ENVELOPE_RECIPIENTS_MAX

/* --- the child's cage ------------------------------------------------------- */
#define CHILD_MEMORY_MAX	(256 * MIB)	/* address space beside its start and the spool */
#define CHILD_CPU_MAX_S		10
#define CHILD_WALL_MAX_MS	20000
#define CHILD_WALL_SOFT_MS	(CHILD_WALL_MAX_MS * 8 / 10)	/* it stops itself */
#define INSPECT_DEADLINE_MS	30000		/* set deadline: our answer to the MTA */
#define MESSAGE_ARENA_MAX	(192 * MIB)	/* in the child */
#define RULESET_ARENA_MAX	(256 * MIB)

/* --- matching ----------------------------------------------------------------- */
#define PATTERN_MATCH_LIMIT	100000		/* PCRE2: hit = could not tell */
#define PATTERN_DEPTH_LIMIT	1000
#define PATTERN_HEAP_KIB	1024
#define CONTEXT_BEFORE		100		/* characters of label context */
#define CONTEXT_AFTER		60
#define CONTEXT_TOPIC		300
#define CONTEXT_NEGATIVE	25
#define BULK_COUNT		10		/* distinct tier 1 values in a unit */
#define BULK_SHARE_PERCENT	80
#define BULK_COLUMNS_MAX	4096		/* of one text, counted by themselves */
#define SENTENCE_MARKS_MAX	96		/* marks of one that are looked at */
#define TEXT_SIGNATURE_WORDS_MIN	20	/* a text of fewer cannot be told from others */
#define TEXT_SIGNATURE_BYTES_MAX	(1 * MIB)	/* a longer one is known by its beginning */
#define SPREAD_DAYS_MAX		90		/* for which is remembered who sent a text */
#define TEXT_SIGNATURES_MAX	REPORT_PARTS_MAX
#define HOPS_MAX		64		/* older messages in one that are told apart */
#define CHAIN_SIGNS_MAX		65536		/* signs of chain letters in one text */
#define CHAIN_NEAR_MAX		200		/* of them either side of one */
#define SENTENCE_REACH		600		/* bytes of a sentence either side of a word */
#define TABLE_ROWS_MIN		3		/* rows of people that make a register of a table */
#define PHRASES_MAX		2000		/* passwords of a message whose context is read */
#define ROW_CELLS_MAX		256		/* of a table row, either side of a cell */
#define WEIGHED_JUDGED_MAX	20000		/* words of a message whose context is read */
#define LIST_WORD_MAX		512		/* one word or phrase, folded */
#define LIST_WORDS_TABLE_MAX	(128 * MIB)	/* tree of all words: half a ruleset */
#define RECORDS_ROWS_MAX	((1u << 24) - 1) /* of one index; a row is 24 bits */
#define RECORDS_COMMON_SHARE	1000		/* a value in more than a thousandth of the rows */
#define RECORDS_COMMON_MIN	10		/* and in more rows than these proves nothing */
#define RECORDS_FILE_MAX	((uint64_t)4 << 30)	/* an index, mapped */
#define RECORDS_LOOKUPS_MAX	1000000		/* keyed digests for one message: about a second */
#define CSV_BYTES_MAX		((size_t)4 << 30) /* a table to build one from, in memory */
#define RECORDS_REACH_MAX	(8 * KIB)	/* bytes either side: 300 characters, or a table row */
#define PATTERN_STACK_MAX	(512 * KIB)	/* compiled patterns, made before the sandbox */
#define FINGERPRINT_GRAM	24		/* letters hashed together */
#define FINGERPRINT_WINDOW	17		/* a common run of 24 + 17 - 1 letters is never missed */
#define FINGERPRINT_LEAST	30		/* fingerprints of a document: fewer say nothing */
#define FINGERPRINT_MATCH	40		/* over so many per cent of a document: it is there */
#define FINGERPRINT_PARTIAL	15		/* over so many, and FINGERPRINT_LEAST: part of it */
#define FINGERPRINT_COMMON	5		/* in more documents of a list: boilerplate */
#define FINGERPRINT_DOCUMENTS_MAX 4096		/* of one list */
#define FINGERPRINT_LISTS_MAX	16		/* each costs as much as the first */
#define FINGERPRINT_NAME_MAX	200		/* of a document, bytes */
#define FINGERPRINT_TEXT_MAX	((size_t)4 * 1024 * 1024) /* letters of a document: 2,000 pages */

/* --- frames between processes --------------------------------------------------- */
#define FRAME_BODY_MAX		(64 * KIB)	/* fits a default socket buffer */
#define FRAME_FDS_MAX		2

/* --- rules ---------------------------------------------------------------------- */
#define CONF_FILE_MAX		(4 * MIB)
#define CONF_FILES_MAX		1000
#define RULES_BYTES_MAX		(64 * MIB)	/* all files of one revision */
#define CONF_DEPTH_MAX		64		/* brackets, includes */
#define CONF_STRING_MAX		(64 * KIB)
#define LIST_ENTRIES_MAX	2000000
#define DIRECTORY_STAFF_MAX	20000		/* of one house: each is compared with private addresses */
#define DIRECTORY_COLUMNS_MAX	200		/* an LDAP export has some 60 */
#define DIRECTORY_LOGIN_MAX	256		/* bytes; an address at most */
#define COLLEAGUES_MAX		200		/* people of a message that addresses are compared with */
#define CONF_HEAD_MAX		512		/* of an index that a list names: this much is rules */

/* --- answers to the MTA (ux.md 2) ------------------------------------------------ */
#define REPLY_LINES_MAX		4
#define REPLY_LINE_MAX		200

/* --- verdict, between milter and keeper ------------------------------------------ */
#define VERDICT_BYTES_MAX	(16 * MIB)	/* encoded form */
#define VERDICT_STRING_MAX	CONF_STRING_MAX	/* rule texts come from the rules */
#define VERDICT_RULES_MAX	10000
#define VERDICT_FACTS_MAX	1000		/* of one rule */
#define VERDICT_EFFECTS_MAX	100		/* of one rule */

/* --- keeper ---------------------------------------------------------------------- */
#define KEEPER_CLIENTS_MAX	1024
#define KEEPER_PEOPLE_MAX	128		/* of those: people; milters find room */
#define KEEPER_REQUEST_MAX	(32 * MIB)	/* report, envelope, preview together */
#define KEEPER_INFLIGHT_MAX	(512 * MIB)	/* requests being read, all peers */
#define BLOB_CHUNK		(64 * KIB)
#define REASON_MIN		2		/* one character is no reason */
#define REASON_MAX		2000
#define AUDIT_DETAIL_MAX	2000		/* bytes of one record's detail */
#define AUDIT_LINE_MAX		(16 * KIB)	/* escaped, each byte is four */
#define HISTORY_MAX		1000		/* records shown with one case */
#define HELD_LIST_MAX		10000		/* cases of one list */
#define STORE_ENTRY_SEALED_MAX	(4 * KIB)	/* of one row of a register: an exception with its reason */
#define REGISTER_TEXT_MAX	(STORE_ENTRY_SEALED_MAX - 64)	/* before it is sealed */
#define PROOF_NAME_MAX		256		/* of an association or a text, in the account of notices */
#define PROOF_REASON_MAX	32		/* a fixed word */
#define PROOF_ID_MAX		996		/* of a Message-ID: a line without its ends and brackets */
#define PROOF_IDS_MAX		4		/* of one message: its own, that of what it is wrapped in, and doubled ones */
#define PROOF_LINES_MAX		64		/* kinds and reasons of one month's account; beyond, the reason is "other" */
#define PROOF_ACCOUNTS_MAX	2000		/* of one month: four for each association */
#define PROOF_TOLD_MAX		50		/* messages of one Message-ID that are told of */
#define PROOF_LIST_MAX		10000		/* references of one list */
#define BANDS_EACH_MAX		32		/* rows of one group of hashes that are looked at */
#define LEDGER_TEXTS_MAX	128		/* files of one message that are known again by text */
#define LEDGER_LIST_MAX		1000		/* approvals of one list */
#define CORRESPONDENTS_LEARN_MAX 1000		/* recipients of one mail that are known from then on: Postfix takes no more */
#define NEAR_DOMAINS_MAX	200		/* of one message: a hint, looked up and kept for so many */
#define NEAR_EACH_MAX		32		/* domains known by one text */
#define NEAR_LABELS_MAX		10		/* of a domain, joined in every way */
#define SEPARATE_WAIT_MS	(10 * 60 * 1000) /* a separate copy's, for word of its message */
#define SEPARATE_JOIN_MS	(12 * 3600 * 1000) /* a retry joins a copy that went unconfirmed */
#define SEPARATE_TRIES_SHOWN	5		/* from which a copy on its way is listed */
#define HANDOVER_WAIT_MAX_MS	(5 * 60 * 1000) /* between two tries */
#define DAMAGED_MAX		10000		/* cases that are told of as damaged */
#define RELEASES_MAX		8		/* handed over at once */
#define TICKET_MAX		512		/* bytes of a ticket's text */
#define SMTP_REPLY_LINE_MAX	2048		/* RFC 5321 4.5.3.1.5 asks for 512 */
#define SMTP_REPLY_LINES_MAX	100		/* of one reply */

/* --- stored mail, read by exeatctl scan and compare -------------------------------- */
#define MAILBOX_DEPTH_MAX	64		/* folders in folders */
#define MAILBOX_FILES_MAX	10000000	/* files of all folders: 1 GB of names */
#define MBOX_RIVALS_MAX		8		/* messages that a Content-Length may hide; past it, it is not believed */
#define RESULT_BYTES_MAX	(8 * MIB)	/* what is kept of one judged message */
#define REPORT_ROWS_MAX		10000		/* messages in a report for people; CSV has all */
#define MTA_TEXT_MAX		(1 * MIB)	/* what postconf prints of a whole Postfix */
#define REPORT_MONTHS_MAX	2400		/* dates of mail are anybody's: 200 years */

#endif
