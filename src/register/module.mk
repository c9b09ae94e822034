noinst_LIBRARIES += %D%/libregister.a
%C%_libregister_a_SOURCES =
# Add each file, header too:
#	%C%_libregister_a_SOURCES += %D%/noun.c %D%/noun.h
#	dist_man_MANS += %D%/page.5
