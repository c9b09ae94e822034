-- External mail leaves with the notice; the body is replaced once.
dofile(folder .. "/common.lua")

local conn = session(submission, inside)
envelope(conn, inside, { "someone@mail.example" })
header(conn, plain("someone@mail.example"))
finish(conn, "Hello.\r\n")
expect(conn, SMFIR_ACCEPT, "EOM")
if not mt.eom_check(conn, MT_BODYCHANGE) then
	error("the notice was not added")
end
mt.disconnect(conn)

-- Mail between colleagues is not touched.
conn = session(submission, inside)
envelope(conn, inside, { "kate@foundryrow.example" })
header(conn, plain("kate@foundryrow.example"))
finish(conn, "At one?\r\n")
expect(conn, SMFIR_ACCEPT, "EOM")
if mt.eom_check(conn, MT_BODYCHANGE) then
	error("internal mail was changed")
end
mt.disconnect(conn)
