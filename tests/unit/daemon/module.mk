unit_tests += %D%/check_settings
%C%_check_settings_LDADD = $(daemon_libs) $(CHECK_LIBS)
unit_tests += %D%/check_socket
%C%_check_socket_LDADD = $(daemon_libs) $(CHECK_LIBS)
