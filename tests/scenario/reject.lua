-- Personal data that is not encrypted is refused.  (miltertest cannot look
-- into a reply of several lines; the Postfix tests do.)
dofile(folder .. "/common.lua")

local conn = session(submission, inside)
envelope(conn, inside, { "someone@mail.example" })
header(conn, plain("someone@mail.example"))
finish(conn, "Her National Insurance number is JX 12 34 56 C.\r\n")
expect(conn, SMFIR_REPLYCODE, "EOM")
mt.disconnect(conn)
