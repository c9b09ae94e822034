-- Several messages on one connection, one of them given up half-way: nothing
-- of one is left in the next.
dofile(folder .. "/common.lua")

local conn = session(submission, inside)
envelope(conn, inside, { "someone@mail.example" })
header(conn, plain("someone@mail.example"))
want(mt.bodystring(conn, "National Insurance number JX 12 34 56 C\r\n"), "body")
want(mt.abort(conn), "abort")

mt.macro(conn, SMFIC_MAIL, "{auth_authen}", inside, "i", "QUEUEID2")
envelope(conn, inside, { "someone@mail.example" })
header(conn, plain("someone@mail.example"))
finish(conn, "Hello.\r\n")
expect(conn, SMFIR_ACCEPT, "the message after the abort")

mt.macro(conn, SMFIC_MAIL, "{auth_authen}", inside, "i", "QUEUEID3")
envelope(conn, inside, { "someone@mail.example" })
header(conn, plain("someone@mail.example"))
finish(conn, "National Insurance number JX 12 34 56 C\r\n")
expect(conn, SMFIR_REPLYCODE, "the third message")

mt.macro(conn, SMFIC_MAIL, "{auth_authen}", inside, "i", "QUEUEID4")
envelope(conn, inside, { "kate@foundryrow.example" })
header(conn, plain("kate@foundryrow.example"))
finish(conn, "National Insurance number JX 12 34 56 C\r\n")
expect(conn, SMFIR_ACCEPT, "the fourth, to a colleague")
mt.disconnect(conn)
