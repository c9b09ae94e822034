noinst_LIBRARIES += %D%/libctl.a
%C%_libctl_a_SOURCES = \
	%D%/act.c %D%/act.h \
	%D%/answer.h %D%/answer_human.c %D%/answer_json.c \
	%D%/catalogue.c %D%/catalogue.h %D%/clause_table.c \
	%D%/cmd_audit.c %D%/cmd_case.c %D%/cmd_check.c %D%/cmd_completion.c %D%/cmd_edm.c %D%/cmd_exceptions.c %D%/cmd_explain.c %D%/cmd_fingerprint.c %D%/cmd_fmt.c %D%/cmd_held.c \
	%D%/cmd_ledger.c %D%/cmd_list.c %D%/cmd_proof.c %D%/cmd_reload.c %D%/cmd_rollback.c %D%/cmd_test.c %D%/cmd_text.c %D%/cmd_version.c \
	%D%/cmd_compare.c %D%/cmd_disclaimer.c %D%/cmd_scan.c \
	%D%/command.h %D%/table.c \
	%D%/completion.c %D%/completion.h \
	%D%/compose.c %D%/compose.h \
	%D%/control.c %D%/control.h \
	%D%/difference.c %D%/difference.h \
	%D%/cmd_doctor.c %D%/doctor.c %D%/doctor.h %D%/mta.c %D%/mta.h \
	%D%/docstore.c %D%/docstore.h \
	%D%/edm_build.c %D%/edm_build.h %D%/edm_columns.c %D%/edm_columns.h \
	%D%/engine.c %D%/engine.h \
	%D%/compare.c %D%/compare.h %D%/compare_page.c \
	%D%/contrast.c %D%/contrast.h \
	%D%/html.c %D%/html.h \
	%D%/jsontext.c %D%/jsontext.h \
	%D%/journal.c %D%/journal.h \
	%D%/mailbox.c %D%/mailbox.h \
	%D%/maildate.c %D%/maildate.h \
	%D%/mbox.c %D%/mbox.h \
	%D%/infile.c %D%/infile.h \
	%D%/notice_list.c %D%/notice_list.h \
	%D%/preview.c %D%/preview.h %D%/preview_page.c %D%/preview_print.c \
	%D%/outfile.c %D%/outfile.h \
	%D%/progress.c %D%/progress.h \
	%D%/proof_export.c %D%/proof_print.c %D%/proof_print.h \
	%D%/reason.c %D%/reason.h \
	%D%/proof_sum.c %D%/proof_sum.h \
	%D%/result.c %D%/result.h \
	%D%/scan.c %D%/scan.h %D%/scan_page.c \
	%D%/sheet.c %D%/sheet.h \
	%D%/sight.c %D%/sight.h \
	%D%/stored.c %D%/stored.h \
	%D%/sweep.c %D%/sweep.h \
	%D%/sweep_options.c %D%/sweep_options.h \
	%D%/tally.c %D%/tally.h \
	%D%/exception_print.c %D%/exception_print.h \
	%D%/expect.c %D%/expect.h \
	%D%/explain.c %D%/explain.h \
	%D%/given.c %D%/given.h \
	%D%/jobs.c %D%/jobs.h \
	%D%/judge.c %D%/judge.h \
	%D%/load.c %D%/load.h \
	%D%/options.c %D%/options.h \
	%D%/private.c %D%/private.h \
	%D%/safe.c %D%/safe.h \
	%D%/state.c %D%/state.h \
	%D%/said.c %D%/said.h \
	%D%/trial.c %D%/trial.h %D%/trial_print.c %D%/trial_print.h \
	%D%/tree.c %D%/tree.h \
	%D%/wrap.c %D%/wrap.h
dist_man_MANS += %D%/exeatctl.8

sbin_PROGRAMS += exeatctl
exeatctl_SOURCES = %D%/main.c
exeatctl_LDADD = $(ctl_libs)

# Made by the program that they complete.
bashcompletiondir = $(datadir)/bash-completion/completions
zshcompletiondir = $(datadir)/zsh/site-functions
fishcompletiondir = $(datadir)/fish/vendor_completions.d
nodist_bashcompletion_DATA = completion/exeatctl
nodist_zshcompletion_DATA = completion/_exeatctl
nodist_fishcompletion_DATA = completion/exeatctl.fish
CLEANFILES += $(nodist_bashcompletion_DATA) $(nodist_zshcompletion_DATA) \
	$(nodist_fishcompletion_DATA)
completion/exeatctl: exeatctl$(EXEEXT)
	@$(MKDIR_P) completion
	$(AM_V_GEN)./exeatctl completion bash >$@.tmp && mv $@.tmp $@
completion/_exeatctl: exeatctl$(EXEEXT)
	@$(MKDIR_P) completion
	$(AM_V_GEN)./exeatctl completion zsh >$@.tmp && mv $@.tmp $@
completion/exeatctl.fish: exeatctl$(EXEEXT)
	@$(MKDIR_P) completion
	$(AM_V_GEN)./exeatctl completion fish >$@.tmp && mv $@.tmp $@
