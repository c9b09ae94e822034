unit_tests += %D%/check_frame
%C%_check_frame_LDADD = $(ipc_libs) $(CHECK_LIBS)
unit_tests += %D%/check_peer
%C%_check_peer_LDADD = $(ipc_libs) $(CHECK_LIBS)
unit_tests += %D%/check_wire
%C%_check_wire_LDADD = $(ipc_libs) $(CHECK_LIBS)
