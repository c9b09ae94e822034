noinst_LIBRARIES += %D%/libprivsep.a
%C%_libprivsep_a_SOURCES =
# Add each file, header too:
#	%C%_libprivsep_a_SOURCES += %D%/noun.c %D%/noun.h
#	dist_man_MANS += %D%/page.5
