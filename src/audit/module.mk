noinst_LIBRARIES += %D%/libaudit.a
%C%_libaudit_a_SOURCES =
# Add each file, header too:
#	%C%_libaudit_a_SOURCES += %D%/noun.c %D%/noun.h
#	dist_man_MANS += %D%/page.5
