noinst_LIBRARIES += %D%/libextract.a
%C%_libextract_a_SOURCES =
# Add each file, header too:
#	%C%_libextract_a_SOURCES += %D%/noun.c %D%/noun.h
#	dist_man_MANS += %D%/page.5
