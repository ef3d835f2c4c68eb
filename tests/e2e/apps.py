# SPDX-FileCopyrightText: The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
# apps.py ADDRESS CERTIFICATE KEY: applications that each get one thing wrong behind a proxy, as the real ones do, at one
# port each; and a DNS server at port 53 that knows no name but wildcard.*. Prints "ready" once all of them listen.
import http.server
import socket
import socketserver
import ssl
import struct
import sys
import threading

address, certificate, key = sys.argv[1:4]


class Server(http.server.ThreadingHTTPServer):
    def server_bind(self):
        # Without looking up the name of its address, which nobody knows here.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]


class App(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        status, fields, body = self.server.answer(self)
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *arguments):
        pass


def is_local(app):
    return app.headers["Host"].split(":")[0] == "localhost"


def vite(app):
    if is_local(app):
        return 200, {}, "welcome"
    return 403, {"Content-Type": "text/plain"}, 'Blocked request. This host ("%s") is not allowed.' % app.headers["Host"]


def django(app):
    if is_local(app):
        return 200, {}, "welcome"
    return 400, {}, "<title>DisallowedHost at /</title>"


def home_assistant(app):
    if "X-Forwarded-For" in app.headers:
        return 400, {}, "400: Bad Request"
    return 200, {}, "welcome"


def insists_on_https(app):
    return 301, {"Location": "https://%s/" % app.headers["Host"]}, ""


def redirects_to_itself(app):
    return 302, {"Location": "http://localhost:3001/login"}, ""


apps = {
    8080: lambda app: (200, {}, "this is antarus"),
    5173: vite,
    8000: django,
    8123: home_assistant,
    3000: insists_on_https,
    3001: redirects_to_itself,
    8081: lambda app: (500, {}, "it broke"),
    8443: lambda app: (200, {}, "over TLS"),
}
for port, answer in apps.items():
    server = Server((address, port), App)
    server.answer = answer
    if port == 8443:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()


def raw(port, banner):
    listener = socket.create_server((address, port))
    while True:
        connection = listener.accept()[0]
        connection.sendall(banner)
        connection.close()


for port, banner in ((8082, b""), (8083, b"SSH-2.0-OpenSSH_9.2\r\n")):
    threading.Thread(target=raw, args=(port, banner), daemon=True).start()


def dns():
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind((address, 53))
    print("ready", flush=True)
    while True:
        query, peer = server.recvfrom(512)
        end = query.index(b"\0", 12) + 5
        is_wildcard = query[12:].startswith(b"\x08wildcard") and query[end - 4 : end - 2] == b"\0\1"
        head = query[:2] + (b"\x81\x80" if is_wildcard or query[12:].startswith(b"\x08wildcard") else b"\x81\x83")
        record = b"\xc0\x0c\0\1\0\1" + struct.pack("!IH4B", 60, 4, 203, 0, 113, 9) if is_wildcard else b""
        server.sendto(head + b"\0\1" + (b"\0\1" if record else b"\0\0") + b"\0\0\0\0" + query[12:end] + record, peer)


dns()
