noinst_LIBRARIES += %D%/libpolicy.a
%C%_libpolicy_a_SOURCES = \
	%D%/association.c \
	%D%/check.c \
	%D%/check.h \
	%D%/cond.h \
	%D%/cond_attachment.c \
	%D%/cond_contains.c \
	%D%/cond_count.c \
	%D%/cond_later.c \
	%D%/cond_message.c \
	%D%/cond_recipient.c \
	%D%/cond_sender.c \
	%D%/cond_table.c \
	%D%/detector.c \
	%D%/domain.c \
	%D%/domain.h \
	%D%/eval.c \
	%D%/evaluate.c \
	%D%/exceptions.c \
	%D%/kinds.c \
	%D%/kinds.h \
	%D%/list.c \
	%D%/message.c \
	%D%/mode.c \
	%D%/names.c \
	%D%/party.c \
	%D%/policy.c \
	%D%/policy.h \
	%D%/reply.c \
	%D%/reply.h \
	%D%/rule.c \
	%D%/ruleset.h \
	%D%/schedule.c \
	%D%/setting.c \
	%D%/settle.c \
	%D%/settle.h \
	%D%/test.c \
	%D%/unreadable.c \
	%D%/view.c \
	%D%/view.h \
	%D%/when.c \
	%D%/who.c \
	%D%/zone.c \
	%D%/zone.h
dist_man_MANS += %D%/exeat.rules.5
