-- Each socket has its own class of rules.
dofile(folder .. "/common.lua")

-- Command-line mail is judged as any other, with one line of reply.
local conn = session(_G["local"], nil)
envelope(conn, inside, { "someone@mail.example" })
header(conn, plain("someone@mail.example"))
finish(conn, "National Insurance number JX 12 34 56 C\r\n")
expect(conn, SMFIR_REPLYCODE, "EOM on local")
mt.disconnect(conn)

-- Outbound rules never run on mail that comes in.
conn = session(inbound, nil)
envelope(conn, "someone@mail.example", { inside })
header(conn, plain(inside))
finish(conn, "National Insurance number JX 12 34 56 C\r\n")
expect(conn, SMFIR_ACCEPT, "EOM on inbound")
if mt.eom_check(conn, MT_BODYCHANGE) then
	error("mail that comes in was changed")
end
mt.disconnect(conn)

-- Nothing passes the release door without a ticket.
conn = session(release, nil)
envelope(conn, inside, { "someone@mail.example" })
header(conn, plain("someone@mail.example"))
finish(conn, "Hello.\r\n")
expect(conn, SMFIR_REPLYCODE, "EOM on release")
mt.disconnect(conn)
