# Lists as a C file: awk -f shipped.awk KIND=FILE ... >OUT
# A comment is a line that begins with "#", or what follows a blank and "#".
# KIND webmail and nicknames: one entry a line.  Others are names in order; a
# number before a name is cut off.  Nicknames come as names with the number of
# their line, in order.
function clean(line)
{
	sub(/^#.*/, "", line)
	sub(/[ \t]#.*/, "", line)
	sub(/^[ \t]+/, "", line)
	sub(/[ \t\r]+$/, "", line)
	gsub(/["\\]/, "", line)
	return line
}
BEGIN {
	sorted = "LC_ALL=C sort -u"
	print "#include \"policy/shipped.h\""
	for (i = 1; i < ARGC; i++) {
		at = index(ARGV[i], "=")
		kind = substr(ARGV[i], 1, at - 1)
		file = substr(ARGV[i], at + 1)
		if (kind == "nicknames")
			print "\nconst struct nickname shipped_nicknames[] = {"
		else
			print "\nconst char *const shipped_" kind "[] = {"
		fflush()
		group = n = 0
		while ((r = (getline line < file)) > 0) {
			line = clean(line)
			if (line == "")
				continue
			if (kind == "nicknames") {
				group++
				words = split(line, word, " ")
				for (k = 1; k <= words; k++)
					print "\t{ \"" word[k] "\", " group " }," | sorted
			} else {
				sub(/^[0-9] /, "", line)
				print "\t\"" line "\"," | sorted
			}
		}
		if (r < 0) {
			print "cannot read " file > "/dev/stderr"
			exit 1
		}
		close(sorted)
		print "};"
		print "const size_t shipped_" kind "_count ="
		print "    sizeof shipped_" kind " / sizeof shipped_" kind "[0];"
	}
}
