noinst_LIBRARIES += %D%/libaction.a
%C%_libaction_a_SOURCES =
# Add each file, header too:
#	%C%_libaction_a_SOURCES += %D%/noun.c %D%/noun.h
#	dist_man_MANS += %D%/page.5
