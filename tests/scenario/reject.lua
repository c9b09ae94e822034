-- Personal data that is not encrypted is refused, in at most four lines.
dofile(folder .. "/common.lua")

local conn = session(submission, inside)
envelope(conn, inside, { "someone@mail.example" })
header(conn, plain("someone@mail.example"))
finish(conn, "Her National Insurance number is JX 12 34 56 C.\r\n")
expect(conn, SMFIR_REPLYCODE, "EOM")
if not mt.eom_check(conn, MT_SMTPREPLY, "550") then
	error("not a 550")
end
mt.disconnect(conn)
