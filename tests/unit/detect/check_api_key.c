/* All keys are invented; shapes of personal-data reference 11. */
#include "scan.h"

static const struct scan_case cases[] = {
	{ "an Amazon account key", "key AKIAZ5ZFKKIBJ5J6WJIB is live", 3 },
	{ "another kind of it", "ASIAAGI3MNBQNSPUQ2ID", 3 },
	{ "A3T", "A3TXW52IJB4LAJLJ6HDU", 3 },
	{ "it is written in capitals", "akiaz5zfkkibj5j6wjib", 0 },
	{ "a letter more", "AKIAZ5ZFKKIBJ5J6WJIBQ", 0 },
	{ "a letter before", "XAKIAZ5ZFKKIBJ5J6WJIB", 0 },
	{ "the manual's", "AKIAIOSFODNN7EXAMPLE", 0 },
	{ "one letter again and again", "AKIAAAAAAAAAAAAAAAAA", 0 },
	{ "a secret beside its label",
	  ("aws_secret_access_key = 9nhFyJfm5di4PzJ59FHz5r1pY4OjE2jBMp"
	    "tUsGr7"), 3 },
	{ "in JSON",
	  ("{ \"SecretAccessKey\": \"9nhFyJfm5di4PzJ59FHz5r1pY4OjE2jBM"
	    "ptUsGr7\" }"), 3 },
	{ "40 characters alone are a digest",
	  "9nhFyJfm5di4PzJ59FHz5r1pY4OjE2jBMptUsGr7", 0 },
	{ "the manual's secret",
	  ("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAM"
	    "PLEKEY"), 0 },
	{ "Azure storage",
	  ("DefaultEndpointsProtocol=https;AccountName=rota;AccountKey"
	    "=CmY+uCu3ZR1zTOlUcR64cXQLioDnkHIfxIq2HZt/PlJhx2jIclHkCiHp6"
	    "bR1IqfEouHgxzNNAL5wIScGebcy8F==;EndpointSuffix=x"), 3 },
	{ "the emulator's key is public",
	  ("AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFs"
	    "uFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="), 0 },
	{ "Azure service bus",
	  ("SharedAccessKey=5n3/YNBDRzrZSgqbjG3uhkWKFLf6xuI5aHUQPFeNBT"
	    "x="), 3 },
	{ "an Azure directory secret",
	  "avy8Q~fErGPmpGXafq0fjzLczbttOofL9H2WjQ5T", 3 },
	{ "a tilde means nothing", "about ~40 people, Q~A", 0 },
	{ "Google", "AIzaY4MyWuUFjsUNPjc01T5GOBUSZGi6HWGK10Z", 3 },
	{ "too short for Google", "AIzab0RLZ5TR9SPofbciOx9gy1CJdObOIR", 0 },
	{ "not in an address of a map",
	  ("https://maps.example/api?key=AIzapFqaDZeV7G5IfQHeVVEqZe2qp"
	    "UWnoVPDF2y"), 0 },
	{ "GitHub", "ghp_eE6RsXcNOPmeMjvqPVStNKiaEdFrRgSnRFsT", 3 },
	{ "a fine-grained one",
	  ("github_pat_HsDDDXh5Jmtf7EbsDe0G9C_ryn687neLfjVHq8xiM0OGr4h"
	    "TxoF54Fzbka8FRCztUjAwyuh1vauWv1zh87"), 3 },
	{ "GitLab", "glpat-mTa5Vsqxezy3Lex7BWr2", 3 },
	{ "Slack",
	  "xoxb-041042346853-560688310679-WiP3sFd67JikEAvstqVVPqzP", 3 },
	{ "a Slack hook",
	  ("https://hooks.slack.com/services/TPT49ZHKK/BEN659O2V/WCBiJ"
	    "mpflvJfupxqZKm4bV3A"), 3 },
	{ "the manual's hook",
	  ("https://hooks.slack.com/services/T00000000/B00000000/XXXXX"
	    "XXXXXXXXXXXXXXXXXXX"), 0 },
	{ "Stripe, live", "sk_live_yAVHnyrvWdFrK9xiRGHOY32n", 3 },
	{ "Stripe, test", "sk_test_fr5pyzPCB9t2039bicBTW5ZE", 0 },
	{ "SendGrid, ends a sentence",
	  ("Use SG.9LFaez7770H2DCpYgojjHR.g80USP2W5DfJXcaYioK6cPTt9iOq"
	    "HOBSWhgetH8Lmyq."), 3 },
	{ "a signed token",
	  ("token: eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtcmVpZCIsImV4cCI6MT"
	    "c2NzIyNTYwMH0.9xfogoEmvnEN5N1aE6PwZPf1Qh6yYTWmE4lBYOvfZ8U"), 3 },
	{ "not in a link",
	  ("https://news.example/unsubscribe?t=eyJhbGciOiJIUzI1NiJ9.ey"
	    "JzdWIiOiJtcmVpZCIsImV4cCI6MTc2NzIyNTYwMH0.9xfogoEmvnEN5N1a"
	    "E6PwZPf1Qh6yYTWmE4lBYOvfZ8U"), 0 },
	{ "the sample of all tutorials",
	  ("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3O"
	    "DkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflK"
	    "xwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"), 0 },
	{ "a header with a bearer",
	  ("Authorization: Bearer oYMaaItDr9uP14pEHpJpb9ATPtdbmF4RPAfq"
	    "oQB7"), 3 },
	{ "in a command",
	  "curl -H 'Authorization: Basic cm90YTpLaXRlIUhhcmJvdXI3' x", 3 },
	{ "a header in a manual", "Authorization: Bearer <token>", 0 },
	{ "the word alone",
	  ("We need your authorization: bearer of this letter is Mr Kh"
	    "an."), 0 },
	{ "a labelled key", "API key: xoFcSvTAxRzmaZsV2GenFmtX0moDoqW4", 3 },
	{ "with is", "The API key is xoFcSvTAxRzmaZsV2GenFmtX0moDoqW4", 3 },
	{ "in a setting",
	  "client_secret=\"xoFcSvTAxRzmaZsV2GenFmtX0moDoqW4\"", 3 },
	{ "hexadecimal", "api_key=9f3c21aa7be04d5e8812c6d7a0b1f2e3", 3 },
	{ "without a label", "xoFcSvTAxRzmaZsV2GenFmtX0moDoqW4", 0 },
	{ "a placeholder", "API key: your-api-key-here-123456", 0 },
	{ "a sentence", "Your API key is in-the-attached-letter-2024", 0 },
	{ "a variable", "api_key = ${ROTA_API_KEY_2024_live}", 0 },
	{ "too short", "API key: Ab12cd34", 0 },
	{ "a question", "Which access key is used?", 0 },
};

START_TEST(test_api_key)
{
	scan_check(&cases[_i], "api_key");
}
END_TEST

START_TEST(test_a_key_is_never_shown)
{
	struct scan s;
	size_t count;

	ck_assert_int_eq(scan_tier("", "api_key", SLICE("AKIAZ5ZFKKIBJ5J6WJIB and AKIAZ5ZFKKIBJ5J6WJIB"),
	    &count), 3);
	ck_assert_uint_eq(count, 1);
	scan_begin(&s, "");
	scan_body(&s, SLICE("AKIAZ5ZFKKIBJ5J6WJIB"));
	ck_assert_uint_eq(s.count, 1);
	ck_assert_uint_eq(s.list[0].mask.len, 0);
	scan_end(&s);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "api_key", test_api_key, N_OF(cases) },
		{ "hidden", test_a_key_is_never_shown, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("api_key", suite);
}
