/* All keys are noise. */
#include "scan.h"

static const struct scan_case cases[] = {
	{ "private key",
	  ("-----BEGIN PRIVATE KEY-----\npU3KGCUwux1tEyze1iN7LtkeP3Ify"
	    "xlxF0SU1kk8nVw0YL4xIB5p/tqg7ui5mX9c\nfCmZ/a/lkyU81lSvTfrXF"
	    "CegrrP+6SMvivIhH57kkcWxC+y1Vjv8Hm+TQn7LyP4p\nVeXNjkbcjtS3w"
	    "nZNKlpNdncG+F2GkAJK1r2jQBvpyMvMyTX2zR9hImrhUziuGjQA\nTTO6D"
	    "SRqwEyBsbryPjv57vX3nytJNK+H9VILablLDZguhbtVtnKocmN6zXRm/LY"
	    "O\nDo/xhGOw5LI=\n-----END PRIVATE KEY-----"), 3 },
	{ "rsa private key",
	  ("-----BEGIN RSA PRIVATE KEY-----\npU3KGCUwux1tEyze1iN7LtkeP"
	    "3IfyxlxF0SU1kk8nVw0YL4xIB5p/tqg7ui5mX9c\nfCmZ/a/lkyU81lSvT"
	    "frXFCegrrP+6SMvivIhH57kkcWxC+y1Vjv8Hm+TQn7LyP4p\nVeXNjkbcj"
	    "tS3wnZNKlpNdncG+F2GkAJK1r2jQBvpyMvMyTX2zR9hImrhUziuGjQA\nT"
	    "TO6DSRqwEyBsbryPjv57vX3nytJNK+H9VILablLDZguhbtVtnKocmN6zXR"
	    "m/LYO\nDo/xhGOw5LI=\n-----END RSA PRIVATE KEY-----"), 3 },
	{ "ec private key",
	  ("-----BEGIN EC PRIVATE KEY-----\npU3KGCUwux1tEyze1iN7LtkeP3"
	    "IfyxlxF0SU1kk8nVw0YL4xIB5p/tqg7ui5mX9c\nfCmZ/a/lkyU81lSvTf"
	    "rXFCegrrP+6SMvivIhH57kkcWxC+y1Vjv8Hm+TQn7LyP4p\nVeXNjkbcjt"
	    "S3wnZNKlpNdncG+F2GkAJK1r2jQBvpyMvMyTX2zR9hImrhUziuGjQA\nTT"
	    "O6DSRqwEyBsbryPjv57vX3nytJNK+H9VILablLDZguhbtVtnKocmN6zXRm"
	    "/LYO\nDo/xhGOw5LI=\n-----END EC PRIVATE KEY-----"), 3 },
	{ "dsa private key",
	  ("-----BEGIN DSA PRIVATE KEY-----\npU3KGCUwux1tEyze1iN7LtkeP"
	    "3IfyxlxF0SU1kk8nVw0YL4xIB5p/tqg7ui5mX9c\nfCmZ/a/lkyU81lSvT"
	    "frXFCegrrP+6SMvivIhH57kkcWxC+y1Vjv8Hm+TQn7LyP4p\nVeXNjkbcj"
	    "tS3wnZNKlpNdncG+F2GkAJK1r2jQBvpyMvMyTX2zR9hImrhUziuGjQA\nT"
	    "TO6DSRqwEyBsbryPjv57vX3nytJNK+H9VILablLDZguhbtVtnKocmN6zXR"
	    "m/LYO\nDo/xhGOw5LI=\n-----END DSA PRIVATE KEY-----"), 3 },
	{ "openssh private key",
	  ("-----BEGIN OPENSSH PRIVATE KEY-----\npU3KGCUwux1tEyze1iN7L"
	    "tkeP3IfyxlxF0SU1kk8nVw0YL4xIB5p/tqg7ui5mX9c\nfCmZ/a/lkyU81"
	    "lSvTfrXFCegrrP+6SMvivIhH57kkcWxC+y1Vjv8Hm+TQn7LyP4p\nVeXNj"
	    "kbcjtS3wnZNKlpNdncG+F2GkAJK1r2jQBvpyMvMyTX2zR9hImrhUziuGjQ"
	    "A\nTTO6DSRqwEyBsbryPjv57vX3nytJNK+H9VILablLDZguhbtVtnKocmN"
	    "6zXRm/LYO\nDo/xhGOw5LI=\n-----END OPENSSH PRIVATE KEY-----"), 3 },
	{ "encrypted private key",
	  ("-----BEGIN ENCRYPTED PRIVATE KEY-----\npU3KGCUwux1tEyze1iN"
	    "7LtkeP3IfyxlxF0SU1kk8nVw0YL4xIB5p/tqg7ui5mX9c\nfCmZ/a/lkyU"
	    "81lSvTfrXFCegrrP+6SMvivIhH57kkcWxC+y1Vjv8Hm+TQn7LyP4p\nVeX"
	    "NjkbcjtS3wnZNKlpNdncG+F2GkAJK1r2jQBvpyMvMyTX2zR9hImrhUziuG"
	    "jQA\nTTO6DSRqwEyBsbryPjv57vX3nytJNK+H9VILablLDZguhbtVtnKoc"
	    "mN6zXRm/LYO\nDo/xhGOw5LI=\n-----END ENCRYPTED PRIVATE KEY-"
	    "----"), 3 },
	{ "an old one with header fields",
	  ("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nD"
	    "EK-Info: AES-128-CBC,0A1B2C\n\npU3KGCUwux1tEyze1iN7LtkeP3I"
	    "fyxlxF0SU1kk8nVw0YL4xIB5p/tqg7ui5mX9c\nfCmZ/a/lkyU81lSvTfr"
	    "XFCegrrP+6SMvivIhH57kkcWxC+y1Vjv8Hm+TQn7LyP4p\nVeXNjkbcjtS"
	    "3wnZNKlpNdncG+F2GkAJK1r2jQBvpyMvMyTX2zR9hImrhUziuGjQA\nTTO"
	    "6DSRqwEyBsbryPjv57vX3nytJNK+H9VILablLDZguhbtVtnKocmN6zXRm/"
	    "LYO\nDo/xhGOw5LI=\n-----END RSA PRIVATE KEY-----"), 3 },
	{ "OpenPGP",
	  ("-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: x\n\npU3KG"
	    "CUwux1tEyze1iN7LtkeP3IfyxlxF0SU1kk8nVw0YL4xIB5p/tqg7ui5mX9"
	    "c\nfCmZ/a/lkyU81lSvTfrXFCegrrP+6SMvivIhH57kkcWxC+y1Vjv8Hm+"
	    "TQn7LyP4p\nVeXNjkbcjtS3wnZNKlpNdncG+F2GkAJK1r2jQBvpyMvMyTX"
	    "2zR9hImrhUziuGjQA\nTTO6DSRqwEyBsbryPjv57vX3nytJNK+H9VILabl"
	    "LDZguhbtVtnKocmN6zXRm/LYO\nDo/xhGOw5LI=\n-----END PGP PRIV"
	    "ATE KEY BLOCK-----"), 3 },
	{ "SSH2",
	  ("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: \"x\""
	    "\npU3KGCUwux1tEyze1iN7LtkeP3IfyxlxF0SU1kk8nVw0YL4xIB5p/tqg"
	    "7ui5mX9c\n---- END SSH2 ENCRYPTED PRIVATE KEY ----"), 3 },
	{ "inside a line",
	  ("see -----BEGIN PRIVATE KEY----- pU3KGCUwux1tEyze1iN7LtkeP3"
	    "IfyxlxF0SU1kk8nVw0YL4xIB5p/tqg7ui5mX9c fCmZ/a/lkyU81lSvTfr"
	    "XFCegrrP+6SMvivIhH57kkcWxC+y1Vjv8Hm+TQn7LyP4p VeXNjkbcjtS3"
	    "wnZNKlpNdncG+F2GkAJK1r2jQBvpyMvMyTX2zR9hImrhUziuGjQA TTO6D"
	    "SRqwEyBsbryPjv57vX3nytJNK+H9VILablLDZguhbtVtnKocmN6zXRm/LY"
	    "O Do/xhGOw5LI= -----END PRIVATE KEY----- and go"), 3 },
	{ "line ends lost",
	  ("-----BEGIN PRIVATE KEY-----pU3KGCUwux1tEyze1iN7LtkeP3Ifyxl"
	    "xF0SU1kk8nVw0YL4xIB5p/tqg7ui5mX9cfCmZ/a/lkyU81lSvTfrXFCegr"
	    "rP+6SMvivIhH57kkcWxC+y1Vjv8Hm+TQn7LyP4pVeXNjkbcjtS3wnZNKlp"
	    "NdncG+F2GkAJK1r2jQBvpyMvMyTX2zR9hImrhUziuGjQATTO6DSRqwEyBs"
	    "bryPjv57vX3nytJNK+H9VILablLDZguhbtVtnKocmN6zXRm/LYODo/xhGO"
	    "w5LI=-----END PRIVATE KEY-----"), 3 },
	{ "in JSON",
	  ("{\"private_key\": \"-----BEGIN PRIVATE KEY-----\\npU3KGCUw"
	    "ux1tEyze1iN7LtkeP3IfyxlxF0SU1kk8nVw0YL4xIB5p/tqg7ui5mX9c\\"
	    "nfCmZ/a/lkyU81lSvTfrXFCegrrP+6SMvivIhH57kkcWxC+y1Vjv8Hm+TQ"
	    "n7LyP4p\\nVeXNjkbcjtS3wnZNKlpNdncG+F2GkAJK1r2jQBvpyMvMyTX2"
	    "zR9hImrhUziuGjQA\\nTTO6DSRqwEyBsbryPjv57vX3nytJNK+H9VILabl"
	    "LDZguhbtVtnKocmN6zXRm/LYO\\nDo/xhGOw5LI=\\n-----END PRIVAT"
	    "E KEY-----\"}"), 3 },
	{ "CRLF",
	  ("-----BEGIN PRIVATE KEY-----\r\npU3KGCUwux1tEyze1iN7LtkeP3I"
	    "fyxlxF0SU1kk8nVw0YL4xIB5p/tqg7ui5mX9c\r\nfCmZ/a/lkyU81lSvT"
	    "frXFCegrrP+6SMvivIhH57kkcWxC+y1Vjv8Hm+TQn7LyP4p\r\nVeXNjkb"
	    "cjtS3wnZNKlpNdncG+F2GkAJK1r2jQBvpyMvMyTX2zR9hImrhUziuGjQA"
	    "\r\nTTO6DSRqwEyBsbryPjv57vX3nytJNK+H9VILablLDZguhbtVtnKocm"
	    "N6zXRm/LYO\r\nDo/xhGOw5LI=\r\n-----END PRIVATE KEY-----"), 3 },
	{ "quoted",
	  ("> -----BEGIN RSA PRIVATE KEY-----\n> pU3KGCUwux1tEyze1iN7L"
	    "tkeP3IfyxlxF0SU1kk8nVw0YL4xIB5p/tqg7ui5mX9c\n> fCmZ/a/lkyU"
	    "81lSvTfrXFCegrrP+6SMvivIhH57kkcWxC+y1Vjv8Hm+TQn7LyP4p\n> V"
	    "eXNjkbcjtS3wnZNKlpNdncG+F2GkAJK1r2jQBvpyMvMyTX2zR9hImrhUzi"
	    "uGjQA\n> TTO6DSRqwEyBsbryPjv57vX3nytJNK+H9VILablLDZguhbtVt"
	    "nKocmN6zXRm/LYO\n> Do/xhGOw5LI=\n> -----END RSA PRIVATE KE"
	    "Y-----"), 3 },
	{ "a dash of a word processor",
	  ("––BEGIN PRIVATE KEY––\npU3KGCUwux1tEyze1iN7LtkeP3IfyxlxF0S"
	    "U1kk8nVw0YL4xIB5p/tqg7ui5mX9c\nfCmZ/a/lkyU81lSvTfrXFCegrrP"
	    "+6SMvivIhH57kkcWxC+y1Vjv8Hm+TQn7LyP4p\nVeXNjkbcjtS3wnZNKlp"
	    "NdncG+F2GkAJK1r2jQBvpyMvMyTX2zR9hImrhUziuGjQA\nTTO6DSRqwEy"
	    "BsbryPjv57vX3nytJNK+H9VILablLDZguhbtVtnKocmN6zXRm/LYO\nDo/"
	    "xhGOw5LI=\n––END PRIVATE KEY––"), 3 },
	{ "an elliptic one is short",
	  ("-----BEGIN PRIVATE KEY-----\npU3KGCUwux1tEyze1iN7LtkeP3Ify"
	    "xlxF0SU1kk8nVw0YL4xIB5p/tqg7ui5mX9c\n-----END PRIVATE KEY-"
	    "----"), 3 },
	{ "cut after its first characters",
	  ("-----BEGIN RSA PRIVATE KEY-----\nMIIEow...\n-----END RSA "
	    "PRIVATE KEY-----"), 3 },
	{ "cut, of OpenSSH",
	  "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA", 3 },
	{ "one short line",
	  "-----BEGIN EC PRIVATE KEY-----\nq83vEjRWeJA8Zx==\n", 3 },
	{ "a public key passes",
	  ("-----BEGIN PUBLIC KEY-----\npU3KGCUwux1tEyze1iN7LtkeP3Ifyx"
	    "lxF0SU1kk8nVw0YL4xIB5p/tqg7ui5mX9c\nfCmZ/a/lkyU81lSvTfrXFC"
	    "egrrP+6SMvivIhH57kkcWxC+y1Vjv8Hm+TQn7LyP4p\nVeXNjkbcjtS3wn"
	    "ZNKlpNdncG+F2GkAJK1r2jQBvpyMvMyTX2zR9hImrhUziuGjQA\nTTO6DS"
	    "RqwEyBsbryPjv57vX3nytJNK+H9VILablLDZguhbtVtnKocmN6zXRm/LYO"
	    "\nDo/xhGOw5LI=\n-----END PUBLIC KEY-----"), 0 },
	{ "a certificate passes",
	  ("-----BEGIN CERTIFICATE-----\npU3KGCUwux1tEyze1iN7LtkeP3Ify"
	    "xlxF0SU1kk8nVw0YL4xIB5p/tqg7ui5mX9c\nfCmZ/a/lkyU81lSvTfrXF"
	    "CegrrP+6SMvivIhH57kkcWxC+y1Vjv8Hm+TQn7LyP4p\nVeXNjkbcjtS3w"
	    "nZNKlpNdncG+F2GkAJK1r2jQBvpyMvMyTX2zR9hImrhUziuGjQA\nTTO6D"
	    "SRqwEyBsbryPjv57vX3nytJNK+H9VILablLDZguhbtVtnKocmN6zXRm/LY"
	    "O\nDo/xhGOw5LI=\n-----END CERTIFICATE-----"), 0 },
	{ "a request passes",
	  ("-----BEGIN CERTIFICATE REQUEST-----\npU3KGCUwux1tEyze1iN7L"
	    "tkeP3IfyxlxF0SU1kk8nVw0YL4xIB5p/tqg7ui5mX9c\nfCmZ/a/lkyU81"
	    "lSvTfrXFCegrrP+6SMvivIhH57kkcWxC+y1Vjv8Hm+TQn7LyP4p\nVeXNj"
	    "kbcjtS3wnZNKlpNdncG+F2GkAJK1r2jQBvpyMvMyTX2zR9hImrhUziuGjQ"
	    "A\nTTO6DSRqwEyBsbryPjv57vX3nytJNK+H9VILablLDZguhbtVtnKocmN"
	    "6zXRm/LYO\nDo/xhGOw5LI=\n-----END CERTIFICATE REQUEST-----"), 0 },
	{ "a public block passes",
	  ("-----BEGIN PGP PUBLIC KEY BLOCK-----\npU3KGCUwux1tEyze1iN7"
	    "LtkeP3IfyxlxF0SU1kk8nVw0YL4xIB5p/tqg7ui5mX9c\nfCmZ/a/lkyU8"
	    "1lSvTfrXFCegrrP+6SMvivIhH57kkcWxC+y1Vjv8Hm+TQn7LyP4p\nVeXN"
	    "jkbcjtS3wnZNKlpNdncG+F2GkAJK1r2jQBvpyMvMyTX2zR9hImrhUziuGj"
	    "QA\nTTO6DSRqwEyBsbryPjv57vX3nytJNK+H9VILablLDZguhbtVtnKocm"
	    "N6zXRm/LYO\nDo/xhGOw5LI=\n-----END PGP PUBLIC KEY BLOCK---"
	    "--"), 0 },
	{ "a manual passes",
	  ("-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE"
	    " KEY-----"), 0 },
	{ "its armour in a sentence",
	  ("The file begins with -----BEGIN PRIVATE KEY----- and must "
	    "stay on the server."), 0 },
	{ "the words",
	  ("Never send your private key by email. Begin with a new one"
	    "."), 0 },
	{ "an empty armour before a certificate",
	  ("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n--"
	    "---BEGIN CERTIFICATE-----\npU3KGCUwux1tEyze1iN7LtkeP3Ifyxl"
	    "xF0SU1kk8nVw0YL4xIB5p/tqg7ui5mX9c\nfCmZ/a/lkyU81lSvTfrXFCe"
	    "grrP+6SMvivIhH57kkcWxC+y1Vjv8Hm+TQn7LyP4p\nVeXNjkbcjtS3wnZ"
	    "NKlpNdncG+F2GkAJK1r2jQBvpyMvMyTX2zR9hImrhUziuGjQA\nTTO6DSR"
	    "qwEyBsbryPjv57vX3nytJNK+H9VILablLDZguhbtVtnKocmN6zXRm/LYO"
	    "\nDo/xhGOw5LI=\n-----END CERTIFICATE-----"), 0 },
	{ "PuTTY",
	  ("PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nComment:"
	    " x\nPublic-Lines: 1\npU3KGCUwux1tEyze1iN7LtkeP3IfyxlxF0SU1"
	    "kk8nVw0YL4xIB5p/tqg7ui5mX9c\nPrivate-Lines: 2\nfCmZ/a/lkyU"
	    "81lSvTfrXFCegrrP+6SMvivIhH57kkcWxC+y1Vjv8Hm+TQn7LyP4p\nVeX"
	    "NjkbcjtS3wnZNKlpNdncG+F2GkAJK1r2jQBvpyMvMyTX2zR9hImrhUziuG"
	    "jQA"), 3 },
	{ "PuTTY's public lines only",
	  ("PuTTY-User-Key-File-3: ssh-rsa\nPublic-Lines: 1\npU3KGCUwu"
	    "x1tEyze1iN7LtkeP3IfyxlxF0SU1kk8nVw0YL4xIB5p/tqg7ui5mX9c"), 0 },
	{ "WireGuard",
	  ("[Interface]\nPrivateKey = Ln/xC+1hsYgBds1ghxY5OokvQyx7eNWV"
	    "Q4vnakJkS1p="), 3 },
	{ "WireGuard's public key",
	  "PublicKey = AWTN3lg8zV5yPU8d0FZfWe7ihGyiRUIQfHOJMaidDn8=", 0 },
	{ "age",
	  ("AGE-SECRET-KEY-1ACSMLGLTQNF055AH9VE206YZ752MXYS9DX6LUTWG6A"
	    "08JJ33HSSVU0T00F"), 3 },
};

START_TEST(test_private_key)
{
	scan_check(&cases[_i], "private_key");
}
END_TEST

/* A word processor makes a paragraph of each line. */
START_TEST(test_lines_are_units)
{
	static const char text[] = "-----BEGIN PRIVATE KEY-----\n"
	    "pU3KGCUwux1tEyze1iN7LtkeP3IfyxlxF0SU1kk8nVw0YL4xIB5p/tqg7ui5mX9c\n";
	struct text_unit units[2];
	struct scan s;

	memset(units, 0, sizeof units);
	units[0].to = 27;
	units[1].from = 28;
	units[1].to = sizeof text - 2;
	units[0].where = units[1].where = FINDING_ATTACHMENT;
	scan_begin(&s, "");
	scan_units(&s, slice_str(text), units, 2, "2");
	ck_assert_uint_eq(s.count, 1);
	ck_assert_int_eq(s.list[0].tier, 3);
	ck_assert_uint_eq(s.list[0].mask.len, 0);
	scan_end(&s);
}
END_TEST

int
main(void)
{
	const struct unit_case suite[] = {
		{ "private_key", test_private_key, N_OF(cases) },
		{ "units", test_lines_are_units, 0 },
		{ NULL, NULL, 0 },
	};

	return unit_main("private_key", suite);
}
