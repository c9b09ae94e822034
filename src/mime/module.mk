noinst_LIBRARIES += %D%/libmime.a
%C%_libmime_a_SOURCES =
# Add each file, header too:
#	%C%_libmime_a_SOURCES += %D%/noun.c %D%/noun.h
#	dist_man_MANS += %D%/page.5
