#include "ctl/command.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

static const struct command commands[] = {
	{ "audit", "verify or export the audit record",
	  "usage: exeatctl audit verify [--config DIR] [--control PATH]\n"
	  "       exeatctl audit export [--from NUMBER]\n",
	  cmd_audit },
	{ "case", "list, show, open, work on or close cases",
	  "usage: exeatctl case list [--all] [--format human|json]\n"
	  "       exeatctl case show NUMBER\n"
	  "       exeatctl case new NAME --reason WHAT [--reference REF]\n"
	  "       exeatctl case add NUMBER --reason WHAT\n"
	  "       exeatctl case close NUMBER --reason WHY\n"
	  "\n"
	  "  --all            closed ones too\n"
	  "  --reason WHAT    what happened, was found or done: kept in the case\n"
	  "  --reference REF  the message that it is about\n"
	  "  --control PATH   the keeper's control socket (default: as configured)\n"
	  "  --config DIR     folder that holds exeat.conf, or the file itself\n"
	  "  --state DIR      a store of your own, as with explain\n"
	  "  --format F       human (default) or json\n",
	  cmd_case },
	{ "check", "check settings and rules; nothing is loaded",
	  "usage: exeatctl check [--config DIR] [--strict] [--format human|json]\n"
	  "\n"
	  "  --config DIR   folder that holds exeat.conf, or the file itself\n"
	  "  --strict       a warning is an error\n",
	  cmd_check },
	{ "compare", "judge stored mail by other rules: what would change?",
	  "usage: exeatctl compare [options] --new DIR PATH ...\n"
	  "\n"
	  "  PATH             a Maildir, an mbox, a message, a folder of these;\n"
	  "                   - is standard input\n"
	  "  --new DIR        the rules to compare with: a folder that holds\n"
	  "                   exeat.conf, or the file itself\n"
	  "  --config DIR     those that they are compared with\n"
	  "  --since DAY      leave out older messages (2026-01-31)\n"
	  "  --rule NAME      only what this rule changes counts; may be repeated\n"
	  "  --report FILE    the details: a page (.html) or a table (.csv); by\n"
	  "                   default compare.html if anything changes\n"
	  "  --format F       human (default), json, jsonl or csv\n"
	  "  --parallel N     inspections at once (default: 2 a processor)\n"
	  "  --progress HOW   auto (default), bar, plain or none\n"
	  "  --resume FILE    go on with a run that was stopped; made if missing\n"
	  "  --from A         sender of messages that name none\n"
	  "  --to B           recipient of those that name none; may be repeated\n"
	  "  --class CLASS    submission (default), local or inbound\n"
	  "  --at WHEN        judge as at the message's date (default: message),\n"
	  "                   now, or a time\n"
	  "  --state DIR      a store of what rules remember, as of explain\n"
	  "\n"
	  "example: exeatctl compare --new rules.new/ Maildir/\n",
	  cmd_compare },
	{ "completion", "print a script that has a shell complete commands",
	  "usage: exeatctl completion bash|zsh|fish\n",
	  cmd_completion },
	{ "disclaimer", "list the texts of associations; try one on a message",
	  "usage: exeatctl disclaimer list [--config DIR] [--format human|json]\n"
	  "       exeatctl disclaimer preview --file F [options]\n"
	  "\n"
	  "  --file F         the message; - is standard input\n"
	  "  --from A         envelope sender (default: the mail's From)\n"
	  "  --to B           envelope recipient; may be repeated (default: one\n"
	  "                   outside that is made up)\n"
	  "  --auth USER      login of the sender\n"
	  "  --client IP      address of the client\n"
	  "  --class CLASS    submission (default), local or inbound\n"
	  "  --at TIME        as at this time (2026-05-05T10:15:00Z)\n"
	  "  --text NAME      put in this text, not the one that is chosen\n"
	  "  --write OUT      write the message as it would leave\n"
	  "  --html OUT       write its page, to be looked at; it loads nothing\n"
	  "  --config DIR     folder that holds exeat.conf, or the file itself\n"
	  "  --format F       human (default) or json\n"
	  "\n"
	  "example: exeatctl disclaimer preview --file mail.eml\n",
	  cmd_disclaimer },
	{ "doctor", "is the machine around exeat as it has to be?",
	  "usage: exeatctl doctor [--config DIR] [--postfix DIR]\n"
	  "                       [--format human|json]\n"
	  "\n"
	  "  --postfix DIR  folder that holds main.cf (default: /etc/postfix)\n"
	  "  --config DIR   folder that holds exeat.conf, or the file itself\n"
	  "  --format F     human (default) or json\n",
	  cmd_doctor },
	{ "edm", "build or show an index of known records",
	  "usage: exeatctl edm build --columns SPEC --out F [options] TABLE.csv\n"
	  "       exeatctl edm show F [--key FILE] [--format human|json]\n"
	  "\n"
	  "  --columns SPEC   HEADER=TYPE for each column, with commas; before the\n"
	  "                   TYPE of one whose values name one person: primary:\n"
	  "                   reference nino nhs chi mobile phone email surname\n"
	  "                   given-name full-name postcode house dob\n"
	  "  --out F          the index; replaced in one step\n"
	  "  --key FILE       its key; made if there is none (default: F.key)\n"
	  "  --config DIR     take our domains and the inspector's account from it\n"
	  "  --own-domain D   addresses of D are our own; may be repeated\n"
	  "  --account USER   the inspector's, who reads it (_exeat-inspect)\n"
	  "  --progress HOW   auto (default), bar, plain or none\n"
	  "  TABLE.csv        the first line names the columns; - is standard input\n"
	  "\n"
	  "example: exeatctl edm build --out tenants.edm tenants.csv \\\n"
	  "    --columns tenancy-ref=primary:reference,surname,forename=given-name,dob\n",
	  cmd_edm },
	{ "exceptions", "add, list, end or export entries of the register",
	  "usage: exeatctl exceptions add --sender A --recipient B --until DATE\n"
	  "           --approver ADDRESS --reason WHY [options]\n"
	  "       exeatctl exceptions list [--all] [--format human|json|csv]\n"
	  "       exeatctl exceptions end NUMBER --reason WHY\n"
	  "       exeatctl exceptions export [--format csv|json]\n"
	  "\n"
	  "  --register NAME  the exceptions block that the rule names (default:\n"
	  "                   the only one)\n"
	  "  --sender A       an address or a domain; so --recipient\n"
	  "  --files TYPES    only if every attachment is of these types\n"
	  "  --approver A     address of who approves: not the sender\n"
	  "  --role ROLE      in which role (default: the one the block asks for)\n"
	  "  --from DATE      its first day (default: today)\n"
	  "  --until DATE     its last day, to the last second of local time\n"
	  "  --review DATE    when to look at it again\n"
	  "  --control PATH   the keeper's control socket (default: as configured)\n"
	  "  --config DIR     folder that holds exeat.conf, or the file itself\n"
	  "  --state DIR      a store of your own, as with explain\n"
	  "  --at TIME        with --state: as at this time\n",
	  cmd_exceptions },
	{ "explain", "say what would happen to a message, and why",
	  "usage: exeatctl explain [options] --file F --from A --to B [--to C ...]\n"
	  "       exeatctl explain [options] --jobs F.jsonl [--write-dir DIR]\n"
	  "       exeatctl explain REF [--format human|json]\n"
	  "\n"
	  "  --config DIR     folder that holds exeat.conf, or the file itself\n"
	  "  --file F         the message; - is standard input\n"
	  "  --from A         envelope sender; <> for the null sender\n"
	  "  --to B           envelope recipient; may be repeated\n"
	  "  --auth USER      login of the sender\n"
	  "  --client IP      address of the client\n"
	  "  --class CLASS    submission (default), local or inbound\n"
	  "  --at TIME        judge as at this time (2026-05-05T10:15:00Z)\n"
	  "  --state DIR      ask a store of its own what rules remember\n"
	  "  --record         let that store learn from each message\n"
	  "  --why-not RULE   show this rule too, and where it stopped\n"
	  "  --write OUT      write the message as it would leave\n"
	  "  --jobs F         one JSON object a line; one answer line for each\n"
	  "  --write-dir DIR  write each job's message there\n"
	  "  --parallel N     inspections at once (default: 2 a processor)\n"
	  "  --format F       human (default), json, or jsonl with --jobs\n",
	  cmd_explain },
	{ "fingerprint", "list, add or remove the documents that are known",
	  "usage: exeatctl fingerprint add [options] FILE ...\n"
	  "       exeatctl fingerprint list [--format human|json]\n"
	  "       exeatctl fingerprint remove NAME ...\n"
	  "\n"
	  "  --store FILE      the store; add makes one that is not there\n"
	  "  --list NAME       the store of this list of documents (default: of\n"
	  "                    the only one)\n"
	  "  --config DIR      folder that holds exeat.conf, or the file itself\n"
	  "  --name NAME       call the document so (default: the file's name)\n"
	  "  --template BLANK  leave out what this blank form has too; repeatable\n"
	  "  --minus FILE      the same for a notice, signature or house text\n",
	  cmd_fingerprint },
	{ "fmt", "put files of rules into the one layout",
	  "usage: exeatctl fmt [--check] [--diff] FILE ...\n"
	  "\n"
	  "  FILE             replaced in one step; - is standard input, whose layout\n"
	  "                   goes to standard output\n"
	  "  --check          write nothing; name the files that would change\n"
	  "  --diff           write nothing; show what would change\n",
	  cmd_fmt },
	{ "held", "list, show, release or refuse held email",
	  "usage: exeatctl held list [--state STATE] [--format human|json]\n"
	  "       exeatctl held show REF [--text --reason WHY] [--format human|json]\n"
	  "       exeatctl held release REF --reason WHY [--wait SECONDS]\n"
	  "       exeatctl held refuse REF --reason WHY\n"
	  "\n"
	  "  --control PATH   the keeper's control socket (default: as configured)\n"
	  "  --config DIR     where `set control` is looked up\n",
	  cmd_held },
	{ "ledger", "show where files came from; approve or forget one",
	  "usage: exeatctl ledger show [options] [FILE | REF [--part PATH]]\n"
	  "       exeatctl ledger approve [options] FILE | REF [--part PATH]\n"
	  "                               --reason TEXT\n"
	  "       exeatctl ledger forget [options] FILE | REF [--part PATH]\n"
	  "                              --reason TEXT\n"
	  "\n"
	  "  FILE           a file at hand, with all that it holds\n"
	  "  REF            the attachments of a message that was held\n"
	  "  --part PATH    of those, this one and what it holds\n"
	  "  --reason TEXT  why; kept in the record\n"
	  "  --state DIR    a private store, as of explain --state\n"
	  "  --config DIR, --control PATH, --format human|json\n"
	  "\n"
	  "without FILE or REF, show lists the approved files\n",
	  cmd_ledger },
	{ "list", "list rules, detectors, lists, messages, types, clauses or revisions",
	  "usage: exeatctl list rules|detectors|lists|messages|types|clauses|revisions\n"
	  "           [--config DIR] [--format human|json|jsonl|csv]\n",
	  cmd_list },
	{ "proof", "did each external email leave with its notice?",
	  "usage: exeatctl proof --month 2026-05 [--association NAME] [--recount]\n"
	  "       exeatctl proof --month 2026-05 --list REASON\n"
	  "       exeatctl proof --reference REF\n"
	  "       exeatctl proof --message-id ID\n"
	  "       exeatctl proof --metrics [--write FILE]\n"
	  "\n"
	  "  --month MONTH       the account of a month\n"
	  "  --association NAME  of one association; none: of senders without\n"
	  "  --recount           count the stored decisions again, and compare\n"
	  "  --list REASON       references and days of those that left without for\n"
	  "                      this reason; or held, refused, unaccounted, skipped\n"
	  "  --reference REF     did this email carry it?\n"
	  "  --message-id ID     the same, by the Message-ID\n"
	  "  --metrics           for monitoring, in the text format of Prometheus\n"
	  "  --write FILE        put the metrics there, in one step\n"
	  "  --control PATH      the keeper's control socket (default: as configured)\n"
	  "  --config DIR        folder that holds exeat.conf, or the file itself\n"
	  "  --format F          human (default), json, csv or text\n"
	  "\n"
	  "Status 1: the account does not balance, a count differs, or the email\n"
	  "did not carry it; --metrics says that in its figures only.\n",
	  cmd_proof },
	{ "reload", "have the daemon take up the rules on disk",
	  "usage: exeatctl reload [--config DIR] [--control PATH]\n",
	  cmd_reload },
	{ "rollback", "go back to rules that were in force before",
	  "usage: exeatctl rollback REVISION --reason WHY [--config DIR] [--control PATH]\n"
	  "\n"
	  "  REVISION         a number of exeatctl list revisions\n",
	  cmd_rollback },
	{ "test", "run the tests of the rules",
	  "usage: exeatctl test [options]\n"
	  "\n"
	  "  --config DIR     folder that holds exeat.conf, or the file itself\n"
	  "  --only NAME      the test of this name; else those that have it in\n"
	  "                   theirs, or name this rule\n"
	  "  --removed        say too which tests fail when a rule is removed;\n"
	  "                   a rule that no test misses is a failure; and\n"
	  "                   which terms of conditions no test misses\n"
	  "  --junit FILE     write the results as JUnit XML; - is standard output\n"
	  "  --parallel N     inspections at once (default: 2 a processor)\n"
	  "  --format F       human (default) or json\n",
	  cmd_test },
	{ "scan", "judge stored mail: what would the rules have done?",
	  "usage: exeatctl scan [options] PATH ...\n"
	  "\n"
	  "  PATH             a Maildir, an mbox, a message, a folder of these;\n"
	  "                   - is standard input\n"
	  "  --config DIR     folder that holds exeat.conf, or the file itself\n"
	  "  --since DAY      leave out older messages (2026-01-31)\n"
	  "  --rule NAME      only what this rule does counts; may be repeated\n"
	  "  --report FILE    a report: a page (.html) or a table (.csv)\n"
	  "  --format F       human (default), json, jsonl or csv\n"
	  "  --parallel N     inspections at once (default: 2 a processor)\n"
	  "  --progress HOW   auto (default), bar, plain or none\n"
	  "  --resume FILE    go on with a run that was stopped; made if missing\n"
	  "  --from A         sender of messages that name none\n"
	  "  --to B           recipient of those that name none; may be repeated\n"
	  "  --class CLASS    submission (default), local or inbound\n"
	  "  --at WHEN        judge as at the message's date (default: message),\n"
	  "                   now, or a time\n"
	  "  --state DIR      a store of what rules remember, as of explain\n"
	  "\n"
	  "example: exeatctl scan --since 2026-01-01 --report scan.html Maildir/\n",
	  cmd_scan },
	{ "text", "print the text that detectors see in a message or file",
	  "usage: exeatctl text [options] FILE ...\n"
	  "\n"
	  "  FILE             a message, or any file as an attachment of one;\n"
	  "                   - is standard input\n"
	  "  --as-message     every FILE is a message\n"
	  "  --as-attachment  every FILE is an attachment\n"
	  "  --config DIR     folder that holds exeat.conf, or the file itself\n"
	  "  --format F       human (default), or json: one object a line and file\n",
	  cmd_text },
	{ "version", "print the version",
	  "usage: exeatctl version\n",
	  cmd_version },
	{ NULL, NULL, NULL, NULL }
};

const struct command *
command_table(void)
{
	return commands;
}

enum ctl_exit
command_misused(const char *verb, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "exeatctl %s: ", verb);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "\nTry: exeatctl %s --help\n", verb);
	return CTL_USAGE;
}
