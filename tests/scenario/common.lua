-- What every conversation here shares.

inside = "j.smith@foundryrow.example"

-- A connected session that has said who it is.
function session(socket, login)
	local conn = mt.connect(socket, 40, 0.25)
	if conn == nil then
		error("cannot connect to " .. socket)
	end
	want(mt.negotiate(conn, SMFI_VERSION, nil, nil), "negotiate")
	want(mt.conninfo(conn, "localhost", "127.0.0.1"), "conninfo")
	want(mt.helo(conn, "client.example"), "helo")
	if login ~= nil then
		mt.macro(conn, SMFIC_MAIL, "{auth_authen}", login, "i", "QUEUEID1")
	end
	return conn
end

function want(err, what)
	if err ~= nil then
		error(what .. ": " .. tostring(err))
	end
end

-- MAIL and one RCPT for each recipient; all must be taken.
function envelope(conn, from, to)
	want(mt.mailfrom(conn, "<" .. from .. ">"), "mailfrom")
	expect(conn, SMFIR_CONTINUE, "MAIL")
	for _, address in ipairs(to) do
		want(mt.rcptto(conn, "<" .. address .. ">"), "rcptto")
		expect(conn, SMFIR_CONTINUE, "RCPT")
	end
end

function header(conn, fields)
	for _, field in ipairs(fields) do
		want(mt.header(conn, field[1], field[2]), "header")
	end
	want(mt.eoh(conn), "eoh")
end

function finish(conn, body)
	want(mt.bodystring(conn, body), "body")
	want(mt.eom(conn), "eom")
end

-- Steps that need no answer report "continue" as well.
function expect(conn, reply, where)
	if mt.getreply(conn) ~= reply then
		error(where .. ": reply " .. tostring(mt.getreply(conn)))
	end
end

function plain(to, subject)
	return {
		{ "From", " " .. inside },
		{ "To", " " .. to },
		{ "Subject", " " .. (subject or "Your repair") },
		{ "Date", " Tue, 05 May 2026 10:15:00 +0100" },
		{ "Message-ID", " <scenario@foundryrow.example>" },
	}
end

-- A zip archive that ends too early, as an attachment; read from a fixture of
-- its own would hide how it is damaged.
damaged = table.concat({
	"--b", "Content-Type: text/plain", "", "Here is the plan.",
	"--b", "Content-Type: application/zip; name=plan.zip",
	"Content-Transfer-Encoding: base64", "",
	-- PK\3\4, a local header for 100 bytes that are not there
	"UEsDBBQAAAAIAAAAIQAAAAAAZAAAAGQAAAAIAAAAcGxhbi50eHQ=",
	"--b--", "" }, "\r\n")

function with_damaged(to)
	local fields = plain(to, "Plan")
	fields[#fields + 1] = { "MIME-Version", " 1.0" }
	fields[#fields + 1] = { "Content-Type", " multipart/mixed; boundary=b" }
	return fields
end
