noinst_LIBRARIES += %D%/libpolicy.a
%C%_libpolicy_a_SOURCES = \
	%D%/advice.c \
	%D%/association.c \
	%D%/balance.c \
	%D%/balance.h \
	%D%/check.c \
	%D%/check.h \
	%D%/clause.c \
	%D%/clause.h \
	%D%/contact.c \
	%D%/directory.c \
	%D%/directory.h \
	%D%/cond.h \
	%D%/cond_attachment.c \
	%D%/cond_contains.c \
	%D%/cond_count.c \
	%D%/cond_same_text.c \
	%D%/cond_message.c \
	%D%/cond_recipient.c \
	%D%/cond_sender.c \
	%D%/cond_source.c \
	%D%/cond_table.c \
	%D%/cond_time.c \
	%D%/detector.c \
	%D%/domain.c \
	%D%/domain.h \
	%D%/eval.c \
	%D%/evaluate.c \
	%D%/exceptions.c \
	%D%/judge.h \
	%D%/kinds.c \
	%D%/kinds.h \
	%D%/kindwords.c \
	%D%/kindwords.h \
	%D%/likeness.c \
	%D%/likeness.h \
	%D%/list.c \
	%D%/listed.c \
	%D%/mark.c %D%/mark.h \
	%D%/memory.c \
	%D%/message.c \
	%D%/mode.c \
	%D%/names.c \
	%D%/network.c \
	%D%/network.h \
	%D%/outcome.c \
	%D%/party.c \
	%D%/place.c \
	%D%/place.h \
	%D%/policy.c \
	%D%/policy.h \
	%D%/private.c \
	%D%/private.h \
	%D%/reply.c \
	%D%/reply.h \
	%D%/rule.c \
	%D%/ruleset.h \
	%D%/ruling.c \
	%D%/schedule.c \
	%D%/sense.c \
	%D%/sense.h \
	%D%/setting.c \
	%D%/settle.c \
	%D%/settle.h \
	%D%/source.c \
	%D%/source.h \
	%D%/shipped.h \
	%D%/test.c \
	%D%/test.h \
	%D%/texts.c \
	%D%/texts.h \
	%D%/tokens.c \
	%D%/tokens.h \
	%D%/unreadable.c \
	%D%/variant.c \
	%D%/view.c \
	%D%/view.h \
	%D%/whistleblowing.c \
	%D%/when.c \
	%D%/who.c
dist_man_MANS += %D%/exeat.rules.5

# Lists as they are shipped, for sites whose files name no other.
nodist_%C%_libpolicy_a_SOURCES = %D%/shipped.c
CLEANFILES += %D%/shipped.c
shipped_lists = webmail=$(top_srcdir)/rules/lists/personal-webmail.domains \
	nicknames=$(top_srcdir)/rules/lists/nicknames.names \
	given=$(top_srcdir)/rules/lists/given-names.terms \
	surnames=$(top_srcdir)/rules/lists/surnames.terms
%D%/shipped.c: $(top_srcdir)/src/policy/shipped.awk \
		$(top_srcdir)/rules/lists/personal-webmail.domains \
		$(top_srcdir)/rules/lists/nicknames.names \
		$(top_srcdir)/rules/lists/given-names.terms \
		$(top_srcdir)/rules/lists/surnames.terms
	$(AM_V_GEN)$(MKDIR_P) %D% && $(AWK) -f $(top_srcdir)/src/policy/shipped.awk \
		$(shipped_lists) </dev/null >$@.tmp && mv -f $@.tmp $@
