noinst_LIBRARIES += %D%/libnotice.a
%C%_libnotice_a_SOURCES =
# Add each file, header too:
#	%C%_libnotice_a_SOURCES += %D%/noun.c %D%/noun.h
#	dist_man_MANS += %D%/page.5
