noinst_LIBRARIES += %D%/libaudit.a
%C%_libaudit_a_SOURCES = %D%/audit.c %D%/audit.h
dist_man_MANS += %D%/exeat-audit.5
