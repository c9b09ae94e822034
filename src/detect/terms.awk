# The lists of terms as a C file: awk -f terms.awk FILE.terms ... >OUT
# A comment is a line that begins with "#", or what follows a blank and "#".
FNR == 1 {
	if (open)
		print "\tNULL\n};"
	n++
	name[n] = FILENAME
	sub(/.*\//, "", name[n])
	sub(/\.terms$/, "", name[n])
	if (n == 1)
		print "#include \"detect/terms.h\"\n"
	print "static const char *const list_" n "[] = {"
	open = 1
}
{
	sub(/^#.*/, "")
	sub(/[ \t]#.*/, "")
	sub(/^[ \t]+/, "")
	sub(/[ \t\r]+$/, "")
	if ($0 == "")
		next
	gsub(/\\/, "\\\\")
	gsub(/"/, "\\\"")
	print "\t\"" $0 "\","
}
END {
	if (open)
		print "\tNULL\n};"
	else
		print "#include \"detect/terms.h\""
	print "\nconst struct terms_default terms_defaults[] = {"
	for (i = 1; i <= n; i++)
		print "\t{ \"" name[i] "\", list_" i " },"
	print "\t{ NULL, NULL },\n};"
}
