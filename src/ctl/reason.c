#include "ctl/reason.h"

#define LET_BE	"Nothing: the email must stay as it is. "
#define WRAP_IT	"The rule may say \"otherwise header\" or \"otherwise wrap\" " \
	"for such email."
#define TEXT_IT	"Send it again as plain text, or as a page from another " \
	"program."
#define TELL_US	"Tell who runs exeat, with the reference."

static const struct reason reasons[] = {
	{ "arc", "sealed by others on its way (ARC)",
	    "others have sealed it on its way, which a change would break",
	    LET_BE "Write a new email instead of sending this one on." },
	{ "armour", "PGP within the text",
	    "there is a block of PGP in its text",
	    "Attach a key as a file; or \"set disclaimer armour after-armour\" "
	    "puts the notice below." },
	{ "automatic", "automatic reply or report",
	    "it is an automatic answer, which no rule gives a notice",
	    "Nothing: such email never carries one. Put the text into the "
	    "answer itself if it has to say so." },
	{ "binary", "bytes that are no lines of text",
	    "its text holds bytes that are no lines of text", TEXT_IT },
	{ "boundary", "delimiter that the text would be taken for",
	    "a line of the notice would be taken for one of its delimiters",
	    "Send it again." },
	{ "calendar", "invitation", "it is an invitation and nothing else",
	    "Write what has to carry the notice in an email of its own." },
	{ "charset", "character set that cannot take the text",
	    "the notice cannot be written in its character set",
	    "Have the mail program write UTF-8, and send it again." },
	{ "container", "form that holds no letter",
	    "it holds parts for a program and no letter",
	    "Write a letter and attach the rest." },
	{ "content-md5", "checksum over the text",
	    "a checksum over its text would no longer be right",
	    "Have the program that writes it leave out Content-MD5." },
	{ "digest", "collection of messages",
	    "it is a collection of messages",
	    "Write a letter and attach them." },
	{ "dkim", "signed elsewhere (DKIM)",
	    "it came with a signature of DKIM that a change would break",
	    "If the signature is ours, let it be made after exeat, or \"set "
	    "disclaimer dkim remove-own\"; of others it must stay." },
	{ "dkim-unfit", "signed elsewhere (DKIM), but not this body",
	    "it came with a signature of DKIM, though not over this body",
	    "Take the field off where it is put on: it holds for nobody, and "
	    "keeps the notice away." },
	{ "encoding", "encoding that nothing can be added to safely",
	    "its transfer encoding is damaged or unknown", TEXT_IT },
	{ "encrypted", "encrypted", "it is encrypted",
	    LET_BE "Put the text into the email before it is encrypted." },
	{ "generated", "written by a business system",
	    "a business system wrote it, and such email is let off",
	    "\"set disclaimer generated add\" gives it a notice." },
	{ "html", "page that hides what is put into it",
	    "in its page the notice would not be seen for certain", TEXT_IT },
	{ "in-thread", "older email of the thread has it",
	    "older email in it has the notice, and one in a thread is enough",
	    "Nothing: \"set disclaimer repeat\" asks for it so." },
	{ "lifted", "rule lifted by an exception, an override or unless",
	    "an exception, an override or \"unless\" lifted the rule",
	    "See \"exeatctl explain\" for which, and end the exception if it "
	    "is no longer wanted." },
	{ "message", "message sent on whole",
	    "it is another email and nothing else",
	    "Write a letter and attach the other email." },
	{ "named", "version of the text that is a file",
	    "one version of its text is a file with a name", TEXT_IT },
	{ "no-answer", "inspector gave no answer",
	    "the inspector gave no answer in time", TELL_US },
	{ "no-association", "sender of no association",
	    "its sender belongs to no association",
	    "Name the sender's domain in an association, or the sender in the "
	    "directory." },
	{ "no-body", "no text to put it in",
	    "there is no text in it, and no place for one",
	    "Write a line above the picture, and send it again." },
	{ "no-text", "association without a text",
	    "the sender's association has no notice",
	    "Give the association a \"disclaimer\" line." },
	{ "other", "other reasons", "of a reason that this version has no "
	    "word for", TELL_US },
	{ "report", "delivery report or receipt",
	    "it is a delivery report or a receipt",
	    "Nothing: such email never carries one." },
	{ "rule-watches", "rule only watches",
	    "the rule that asks for the notice only watches",
	    "Put the rule, and \"set mode\", to enforce." },
	{ "selfcheck-failed", "self-check failed",
	    "the edited email was not what was meant, so the original went",
	    TELL_US },
	{ "signed", "signed", "it is signed, and not one byte of it may change",
	    LET_BE WRAP_IT },
	{ "size", "too large", "it would get too large",
	    "Send large files another way; or raise \"set disclaimer size\"." },
	{ "structure", "structure that is not certain",
	    "its structure is broken or can be read in more than one way",
	    "Send it again from another program." },
	{ "tnef", "Outlook's winmail.dat",
	    "it is Outlook's winmail.dat and nothing else",
	    "Have Outlook write HTML or plain text, not rich text." },
	{ "tnef-body-not-covered", "Outlook's winmail.dat beside the text",
	    "Outlook shows the text in its winmail.dat instead",
	    "Have Outlook write HTML or plain text, not rich text." },
	{ "undecided", "could not be told whether the rule asks for it",
	    "part of it could not be read, so nobody could tell whether the "
	    "rule asks for a notice",
	    "\"set unreadable\" lets such email go; set it to hold." },
	{ "uuencode", "file in the text that has no end",
	    "a file in its text has no end",
	    "Attach the file instead, and send it again." },
	{ "void-signature", "field that looks like a signature and is none",
	    "a field in it looks like a signature and is none",
	    "Nothing: it was not taken for one." },
};

const struct reason *
reason_find(struct slice word)
{
	size_t i;

	for (i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
		if (slice_eq_str(word, reasons[i].word))
			return &reasons[i];
	return NULL;
}

const struct reason *
reason_at(size_t i)
{
	return i < sizeof reasons / sizeof reasons[0] ? &reasons[i] : NULL;
}
