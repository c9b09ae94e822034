noinst_LIBRARIES += %D%/libmail.a
%C%_libmail_a_SOURCES =
# Add each file, header too:
#	%C%_libmail_a_SOURCES += %D%/noun.c %D%/noun.h
#	dist_man_MANS += %D%/page.5
