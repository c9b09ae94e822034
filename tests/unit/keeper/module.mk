# The keeper with its fault points (base/fault.h): all that stands above base,
# ipc, privsep, conf and mail is compiled again.
test_programs += exeat-keeper-faulty
exeat_keeper_faulty_SOURCES = \
	src/base/fault.c \
	src/keeper/main.c \
	$(src_keeper_libkeeper_a_SOURCES) \
	$(src_quarantine_libquarantine_a_SOURCES) \
	$(src_audit_libaudit_a_SOURCES) \
	$(src_register_libregister_a_SOURCES) \
	$(src_submit_libsubmit_a_SOURCES) \
	$(src_store_libstore_a_SOURCES)
exeat_keeper_faulty_CPPFLAGS = $(AM_CPPFLAGS) -DEXEAT_FAULTS
exeat_keeper_faulty_LDADD = $(privsep_libs) $(conf_libs) $(mail_libs) \
	$(SQLITE_LIBS) $(CRYPTO_LIBS)

unit_tests += %D%/check_keeper
%C%_check_keeper_SOURCES = %D%/check_keeper.c %D%/rig.h
%C%_check_keeper_LDADD = $(keeper_client_libs) $(CRYPTO_LIBS) $(CHECK_LIBS)

unit_tests += %D%/check_release
%C%_check_release_SOURCES = %D%/check_release.c %D%/door.h %D%/rig.h
%C%_check_release_LDADD = $(keeper_client_libs) $(CRYPTO_LIBS) $(CHECK_LIBS)

unit_tests += %D%/check_separate
%C%_check_separate_SOURCES = %D%/check_separate.c %D%/door.h %D%/rig.h
%C%_check_separate_LDADD = $(keeper_client_libs) $(CRYPTO_LIBS) $(CHECK_LIBS)

unit_tests += %D%/check_kill
%C%_check_kill_SOURCES = %D%/check_kill.c %D%/rig.h
%C%_check_kill_LDADD = $(keeper_client_libs) $(CRYPTO_LIBS) $(CHECK_LIBS)

unit_tests += %D%/check_disk
%C%_check_disk_SOURCES = %D%/check_disk.c %D%/remember.h %D%/rig.h
%C%_check_disk_LDADD = $(keeper_client_libs) $(store_libs) $(CHECK_LIBS)

unit_tests += %D%/check_ledger
%C%_check_ledger_SOURCES = %D%/check_ledger.c %D%/rig.h
%C%_check_ledger_LDADD = $(keeper_client_libs) $(CRYPTO_LIBS) $(CHECK_LIBS)

unit_tests += %D%/check_memory
%C%_check_memory_SOURCES = %D%/check_memory.c %D%/remember.h %D%/rig.h
%C%_check_memory_LDADD = $(keeper_client_libs) $(store_libs) $(CHECK_LIBS)

unit_tests += %D%/check_proof
%C%_check_proof_SOURCES = %D%/check_proof.c %D%/rig.h
%C%_check_proof_LDADD = $(keeper_client_libs) $(CRYPTO_LIBS) $(CHECK_LIBS)
