noinst_LIBRARIES += %D%/libstore.a
%C%_libstore_a_SOURCES = \
	%D%/backend.c \
	%D%/backend.h \
	%D%/blob.c \
	%D%/blob.h \
	%D%/flush.c \
	%D%/flush.h \
	%D%/folder.c \
	%D%/folder.h \
	%D%/keyring.c \
	%D%/keyring.h \
	%D%/memory.c \
	%D%/memory.h \
	%D%/memory_entry.c \
	%D%/sqlite.c \
	%D%/sqlite.h \
	%D%/sqlite_entry.c \
	%D%/sqlite_hold.c \
	%D%/sqlite_rows.c \
	%D%/sqlite_schema.c \
	%D%/store.h \
	%D%/table.c
