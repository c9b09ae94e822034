noinst_LIBRARIES += %D%/libipc.a
%C%_libipc_a_SOURCES = \
	%D%/frame.c \
	%D%/frame.h \
	%D%/peer.c \
	%D%/peer.h \
	%D%/wire.c \
	%D%/wire.h
