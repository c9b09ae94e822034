#include "unit/unit.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "inspector/promise.h"

static const struct { const char *text; bool is_promise; } cases[] = {
	/* English: a file comes with it. */
	{ "Please find attached the form.", true },
	{ "Please find the form attached.", true },
	{ "I attach the minutes of the last meeting.", true },
	{ "See enclosed.", true },
	{ "The attached form needs your signature.", true },
	{ "Please sign the attached form and return it by Friday.", true },
	{ "Attached is the agenda for tomorrow's meeting.", true },
	{ "Agenda attached for tomorrow.", true },
	{ "Rota attached.", true },
	{ "As discussed, I\xe2\x80\x99ve attached the invoice.", true },
	{ "I have attached a copy of the letter we sent yesterday.", true },
	{ "I am attaching the plan of the close.", true },
	{ "Sorry, forgot the attachment! Here it is.", true },
	{ "PFA the schedule of works", true },
	{ "The gas certificate is attached to this email.", true },
	{ "No problem, the form is attached.", true },
	{ "Not sure you got it, so the letter is attached again.", true },
	{ "please find\nattached the new lease", true },
	{ "The details are in the attachment.", true },
	{ "Have a look at the attachment and let me know.", true },
	{ "Enclosed please find the tenancy agreement.", true },
	{ "We enclose our fee proposal.", true },
	{ "Hi Jean\n\nDo you still need it?\n\nForm attached\n\nSam", true },
	{ "Thanks for yesterday. The minutes are attached.", true },
	{ "Could you check the attached please?", true },
	{ "As per attachment.", true },
	{ "Attaching the photos now.", true },
	{ "Attachment: plan of the close", true },
	{ "Sorry! I forgot to attach the form.", true },
	{ "Please open the attached form and sign it.", true },
	{ "Please read the attached.", true },
	{ "Two documents attached.", true },
	{ "Both leases are attached for your records.", true },
	{ "Photos of the damp attached as discussed.", true },
	{ "Attached, as promised, the quote from the roofer.", true },
	{ "The quotation you asked for is attached.", true },
	{ "Please see attatched.", true },
	{ "If you agree, sign the attached and send it back.", true },
	{ "Kindly find enclosed our invoice.", true },
	{ "Here's the attachment again, it bounced the first time.", true },
	{ "You will find the minutes attached.", true },
	{ "I've now attached it.", true },
	{ "Have attached the survey.", true },
	{ "Survey results (see attachment).", true },
	/* English: none comes, or it is no file. */
	{ "You forgot the attachment!", false },
	{ "I could not open your attached file.", false },
	{ "Thanks for the attached, very helpful.", false },
	{ "I have read the attached and agree.", false },
	{ "There is a ramp attached at the side entrance.", false },
	{ "How do I attach a file in Outlook?", false },
	{ "The joiner will be attaching the handrail on Monday.", false },
	{ "Please re-send with the form attached.", false },
	{ "Make sure the certificate is attached before you send it.",
	    false },
	{ "Can you resend it with the attachment?", false },
	{ "Nothing was attached.", false },
	{ "There wasn't an attachment.", false },
	{ "I think you meant to attach something.", false },
	{ "We attach great importance to safety.", false },
	{ "The conditions attached to the grant are on the website.", false },
	{ "The cooker hood is not attached properly.", false },
	{ "Our training covers phishing and dangerous attachments.", false },
	{ "The lead is attached to the tap with a clip.", false },
	{ "Which team are you attached to?", false },
	{ "I sent the attachment yesterday.", false },
	{ "My last email had the form attached.", false },
	{ "A risk is attached to both options.", false },
	{ "I did not get the attachment.", false },
	{ "The handrail is attached to the wall.", false },
	{ "The satellite dish attached to the gable must come down.", false },
	{ "The course is about attachment theory in early years.", false },
	{ "We received an attachment of earnings order.", false },
	{ "He has an attachment disorder and needs support.", false },
	{ "As attached previously, the form has to be signed.", false },
	{ "I will attach it tomorrow.", false },
	{ "I'll attach the form to my next email.", false },
	{ "There is no attachment to this email.", false },
	{ "Sent without attachments because of the size.", false },
	{ "Did you get my attachment?", false },
	{ "Can you attach the form please?", false },
	{ "Please attach a photo of the damp.", false },
	{ "Your attachment did not come through.", false },
	{ "Thanks for the attachment.", false },
	{ "I could not open the attachment you sent.", false },
	{ "The form you attached is the old one.", false },
	{ "Is it attached?", false },
	{ "She is very attached to her garden.", false },
	{ "There are no strings attached.", false },
	{ "The house has an attached garage.", false },
	{ "There is stigma attached to it.", false },
	{ "The form was attached to my email of Monday.", false },
	{ "The leaflet will be attached to the door.", false },
	{ "The back court is fully enclosed by a wall.", false },
	{ "An enclosed garden is at the rear.", false },
	{ "Never open attachments from people you do not know.", false },
	{ "This email and any attachments are confidential.", false },
	{ "If you are not the intended recipient delete this email and its "
	    "attachments.", false },
	{ "This e-mail and any files attached are scanned for viruses.",
	    false },
	{ "Our system refuses email attachments over 10 MB.", false },
	{ "Importance is attached to punctuality.", false },
	{ "The child's attachment to her mother is secure.", false },
	{ "Unattached reattachments are detached.", false },
	{ "The report is on our website.", false },
	{ "The nurse is attached to the practice.", false },
	/* What is linked is not missing. */
	{ "Please find attached: https://foundryrow.sharepoint.com/:w:/s/x",
	    false },
	{ "The plans are attached.\n\nhttps://1drv.ms/b/s!Axyz", false },
	{ "Attached via https://www.dropbox.com/s/abc/plan.pdf", false },
	{ "The form is attached. More on https://www.foundryrow.example/",
	    true },
	/* Welsh */
	{ "Gweler ynghlwm y ffurflen.", true },
	{ "Rwyf wedi atodi'r cofnodion.", true },
	{ "Mae'r agenda wedi'i atodi.", true },
	{ "Amgaeaf gopi o'r llythyr.", true },
	{ "Heb atodiad y tro hwn.", false },
	{ "Mae'r arwydd ynghlwm wrth y wal.", false },
	{ "Mae'r e-bost hwn ac unrhyw atodiadau yn gyfrinachol.", false },
	/* Gaelic */
	{ "Tha mi a' ceangal an fhoirm.", true },
	{ "Tha am foirm ceangailte ris a' phost-d seo.", true },
	{ "Faic an ceanglachan.", true },
	{ "Tha an soidhne ceangailte ris a' bhalla.", false },
	{ "Gun cheanglachan an turas seo.", false },
	/* French */
	{ "Veuillez trouver ci-joint le formulaire.", true },
	{ "Vous trouverez le plan en pi\xc3\xa8""ce jointe.", true },
	{ "Je vous joins la facture.", true },
	{ "Message sans pi\xc3\xa8""ce jointe.", false },
	{ "Votre pi\xc3\xa8""ce jointe ne s'ouvre pas.", false },
	/* Spanish */
	{ "Adjunto encontrar\xc3\xa1 el formulario.", true },
	{ "Le adjunto la factura.", true },
	{ "Se adjunta el contrato.", true },
	{ "El director adjunto asistir\xc3\xa1.", false },
	{ "Va sin archivo adjunto.", false },
	/* Polish */
	{ "W za\xc5\x82\xc4\x85""czniku przesy\xc5\x82""am umow\xc4\x99.",
	    true },
	{ "Za\xc5\x82\xc4\x85""czam formularz.", true },
	{ "W zalaczniku umowa.", true },
	{ "Wiadomo\xc5\x9b\xc4\x87 bez za\xc5\x82\xc4\x85""cznika.", false },
	{ "Tw\xc3\xb3j za\xc5\x82\xc4\x85""cznik nie dzia\xc5\x82""a.",
	    false },
	/* Met later. */
	{ "Hi Jean, I've popped the form on this email as an "
	    "attachment.", true },
	{ "Please see the attached PDF for details.", true },
	{ "Attached you'll find the tenancy agreement for signing.", true },
	{ "I am sending you the survey as an attachment.", true },
	{ "My CV is attached for the post of caretaker.", true },
	{ "Attachments: 1. Rota 2. Minutes", true },
	{ "Find my timesheet attached.", true },
	{ "I include the minutes as an attachment.", true },
	{ "See the spreadsheet attached to this message.", true },
	{ "The attachment shows the new layout.", true },
	{ "Here is the attachment you asked for.", true },
	{ "Please review the attached and let me have your comments "
	    "by Friday.", true },
	{ "I have enclosed the deed for your signature.", true },
	{ "Enclosed are the keys register and the plan.", true },
	{ "Just re-attaching the form.", true },
	{ "With this email I attach the schedule of rates.", true },
	{ "As requested, please find the EPC attached herewith.", true },
	{ "Attached: gas safety record", true },
	{ "Please note the attached leaflet about the AGM.", true },
	{ "Kindly see attached file.", true },
	{ "I'm attaching a copy for you.", true },
	{ "The report's attached.", true },
	{ "Form's attached, cheers", true },
	{ "photo attached!", true },
	{ "Agenda and papers attached.", true },
	{ "the invoice, attached, is for May", true },
	{ "please use the attached template", true },
	{ "The attached neighbour's wall is damp.", false },
	{ "Do you have the form? If so please attach it to your "
	    "reply.", false },
	{ "Should I attach the form to the application?", false },
	{ "You'll need to attach proof of income to your application.", false },
	{ "The letter said a form was attached but it was not.", false },
	{ "Please do not send attachments to this address.", false },
	{ "We cannot accept attachments larger than 10 MB.", false },
	{ "Your email arrived without its attachment.", false },
	{ "There was no attachment on your last email.", false },
	{ "I opened the attachment and it looks fine, thanks.", false },
	{ "Could you send the attachment again?", false },
	{ "The attachments in your email were blocked by our filter.", false },
	{ "I'll send the attachments under separate cover.", false },
	{ "The form will follow as an attachment tomorrow.", false },
	{ "He was very attached to his late wife.", false },
	{ "There's a lot of history attached to the building.", false },
	{ "The bin store is attached to block B.", false },
	{ "A social worker is attached to the team.", false },
	{ "Attachment and loss are covered in week two of the course.", false },
	{ "Please check the shower hose attachment.", false },
	{ "The tenant wants to keep the vacuum cleaner attachments.", false },
	{ "We do not attach any blame to you.", false },
	{ "The guard must be securely attached before use.", false },
	{ "The contract with its attached schedules is held in the "
	    "office.", false },
	{ "Have you attached the form?", false },
	{ "I thought I had attached it but I had not.", false },
	{ "Once you have attached the photos press send.", false },
	{ "Remember: never click on an attachment you did not expect.", false },
	{ "Please delete the attached file from your system if you "
	    "received it in error.", false },
	{ "Any documents attached to this email are confidential.", false },
	{ "This message (including any attachments) is intended for "
	    "the addressee only.", false },
	{ "Virus warning: the attachment may contain malware, so do "
	    "not open it.", false },
	{ "The plaque is attached by four screws.", false },
	{ "Veuillez trouver en pi\xc3\xa8""ce jointe le bail.", true },
	{ "Tu trouveras le compte rendu en PJ.", true },
	{ "Merci pour la pi\xc3\xa8""ce jointe.", false },
	{ "Je n'ai pas re\xc3\xa7u la pi\xc3\xa8""ce jointe.", false },
	{ "Adjunto el informe de la visita.", true },
	{ "Te env\xc3\xado adjunta la factura.", true },
	{ "No he recibido el archivo adjunto.", false },
	{ "\xc2\xbfPuedes adjuntar el formulario?", false },
	{ "W za\xc5\x82\xc4\x85""czeniu przesy\xc5\x82""am "
	    "faktur\xc4\x99.", true },
	{ "Przesy\xc5\x82""am faktur\xc4\x99 w "
	    "za\xc5\x82\xc4\x85""czniku.", true },
	{ "Nie otrzyma\xc5\x82""em za\xc5\x82\xc4\x85""cznika.", false },
	{ "Prosz\xc4\x99 o przes\xc5\x82""anie "
	    "za\xc5\x82\xc4\x85""cznika.", false },
	{ "Anbei erhalten Sie den Vertrag.", true },
	{ "Den Vertrag finden Sie im Anhang.", true },
	{ "Der Anhang fehlt leider in Ihrer E-Mail.", false },
	{ "Bitte senden Sie den Anhang noch einmal.", false },
	{ "Mae'r ffurflen ynghlwm.", true },
	{ "Ynghlwm mae'r agenda.", true },
	{ "Allwch chi atodi'r ffurflen?", false },
	{ "Ni dderbyniais eich atodiad.", false },
	{ "Ceangailte tha an cl\xc3\xa0r-gnothaich.", true },
	{ "Tha am foirm an cois na post-d seo.", true },
	{ "Cha d' fhuair mi an ceanglachan agad.", false },
	/* German */
	{ "Anbei das Formular.", true },
	{ "Im Anhang finden Sie den Plan.", true },
	{ "Ohne Anhang gesendet.", false },
	{ "Ihr Anhang fehlte.", false },
};

static bool
made(struct slice text)
{
	struct arena *a = arena_new(16 * MIB);
	struct promise *p;
	bool ret = false;

	ck_assert_int_eq(promise_new(NULL, NULL, &p), 0);
	ck_assert_int_eq(promise_made(p, text, a, &ret), 0);
	promise_free(p);
	arena_free(a);
	return ret;
}

START_TEST(test_case)
{
	ck_assert_msg(made(slice_str(cases[_i].text)) == cases[_i].is_promise,
	    "%s", cases[_i].text);
}
END_TEST

/* Far down a long text, and in one sentence that never ends. */
START_TEST(test_long)
{
	struct buf b = BUF_INIT(4 * MIB);
	int i;

	for (i = 0; i < 200000; i++)
		buf_puts(&b, i % 9 == 0 ? "rent. " : "words ");
	ck_assert(!made(buf_slice(&b)));
	buf_puts(&b, "please find attached");
	ck_assert(made(buf_slice(&b)));
	buf_reset(&b);
	for (i = 0; i < 9000; i++)
		buf_puts(&b, i == 5000 ? "rota attached " : "words ");
	ck_assert(made(buf_slice(&b)));
	buf_reset(&b);
	/* More words of ours than are kept of one sentence, no blank at all. */
	for (i = 0; i < 2000; i++)
		buf_puts(&b, "\xc3\xa9,attached,no");
	(void)made(buf_slice(&b));
	buf_free(&b);
}
END_TEST

static const struct { const char *rules, *text; bool is_promise; int err; }
    own_lists[] = {
	{ "list promises of terms { says in the parcel; may boxed; before not }",
	    "It is in the parcel.", true, 0 },
	{ "list promises of terms { says in the parcel; may boxed; before not }",
	    "It is not boxed.", false, 0 },
	{ "list promises of terms { says in the parcel; may boxed; before not }",
	    "Please find attached the form.", false, 0 },
	{ "list promises of terms { perhaps in the parcel }", "", false,
	    ERR_SYNTAX },
	{ "list promises of terms { says }", "", false, ERR_SYNTAX },
};

START_TEST(test_own_list)
{
	struct conf_diag *diag = conf_diag_new();
	struct arena *a = arena_new(16 * MIB);
	struct conf_tree *tree;
	struct promise *p = NULL;
	bool ret = false;

	ck_assert_int_eq(conf_parse(slice_str(own_lists[_i].rules), "f",
	    diag, &tree), 0);
	ck_assert_int_eq(promise_new(tree, diag, &p), own_lists[_i].err);
	ck_assert_uint_eq(conf_diag_errors(diag), own_lists[_i].err != 0);
	if (p != NULL) {
		ck_assert_int_eq(promise_made(p, slice_str(own_lists[_i].text),
		    a, &ret), 0);
		ck_assert(ret == own_lists[_i].is_promise);
	}
	promise_free(p);
	conf_free(tree);
	conf_diag_free(diag);
	arena_free(a);
}
END_TEST

int
main(void)
{
	const struct unit_case tests[] = {
		{ "case", test_case, N_OF(cases) },
		{ "long", test_long, 0 },
		{ "own list", test_own_list, N_OF(own_lists) },
		{ NULL, NULL, 0 },
	};

	return unit_main("promise", tests);
}
