noinst_LIBRARIES += %D%/libdetect.a
%C%_libdetect_a_SOURCES =
# Add each file, header too:
#	%C%_libdetect_a_SOURCES += %D%/noun.c %D%/noun.h
#	dist_man_MANS += %D%/page.5
