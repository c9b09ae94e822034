-- What cannot be read is held: the recipients outside are taken off, and when
-- none is left the message is discarded (it is in the store by then).
dofile(folder .. "/common.lua")

local conn = session(submission, inside)
envelope(conn, inside, { "someone@mail.example" })
header(conn, with_damaged("someone@mail.example"))
finish(conn, damaged)
expect(conn, SMFIR_DISCARD, "EOM")
mt.disconnect(conn)

-- A rule holds the copies of the recipients that it names; the others get
-- theirs.
conn = session(submission, inside)
envelope(conn, inside, { "kate@foundryrow.example", "someone@held.example" })
header(conn, plain("someone@held.example"))
finish(conn, "Hello.\r\n")
expect(conn, SMFIR_ACCEPT, "EOM")
if not mt.eom_check(conn, MT_RCPTDELETE, "<someone@held.example>") then
	error("the recipient of the rule was not taken off")
end
if mt.eom_check(conn, MT_RCPTDELETE, "<kate@foundryrow.example>") then
	error("the colleague was taken off")
end
mt.disconnect(conn)
