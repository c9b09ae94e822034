noinst_LIBRARIES += %D%/libkeeper.a
%C%_libkeeper_a_SOURCES = \
	%D%/authorise.c \
	%D%/authorise.h \
	%D%/balance.c \
	%D%/balance.h \
	%D%/client.c \
	%D%/client.h \
	%D%/client_incidents.c \
	%D%/client_ledger.c \
	%D%/client_proof.c \
	%D%/client_exceptions.c \
	%D%/client_revisions.c \
	%D%/conn.c \
	%D%/conn.h \
	%D%/custody.c \
	%D%/custody.h \
	%D%/protocol.c \
	%D%/protocol.h \
	%D%/recount.c \
	%D%/recount.h \
	%D%/releases.c \
	%D%/releases.h \
	%D%/reload.c \
	%D%/reload.h \
	%D%/request.c \
	%D%/request.h \
	%D%/requests_audit.c \
	%D%/requests_incidents.c \
	%D%/requests_ledger.c \
	%D%/requests_exceptions.c \
	%D%/requests_milter.c \
	%D%/requests_people.c \
	%D%/requests_proof.c \
	%D%/requests_revisions.c \
	%D%/server.c \
	%D%/server.h \
	%D%/server_commit.c \
	%D%/server_parent.c \
	%D%/server_parts.h \
	%D%/server_peers.c \
	%D%/settings.c \
	%D%/settings.h \
	%D%/table.c \
	%D%/talk.c \
	%D%/talk.h \
	%D%/terms.c \
	%D%/terms.h
dist_man_MANS += %D%/exeat-control.7 %D%/exeat-keeper.8

sbin_PROGRAMS += exeat-keeper
exeat_keeper_SOURCES = %D%/main.c
exeat_keeper_LDADD = $(keeper_libs)
