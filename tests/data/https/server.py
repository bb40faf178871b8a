"""A platform on this machine: HTTPS, files behind a token, and connections that stall half way.

    server.py CERTIFICATE KEY TOKEN [STALL...]

Its first line is the port. Then it says a line for each request, `status path`; at the requests with these numbers,
counted from 0, it sends half of the file, says `stalled`, and no more until the other end is gone.

A token is to be had at `/login/connect/token`, as from the platform. The file under a path is the path itself, so often that files are of many sizes; `/empty` has none.
"""

import http.server
import ssl
import sys

CERTIFICATE, KEY, TOKEN, *STALLS = sys.argv[1:]
STALLS = {int(number) for number in STALLS}


def content(path):
    return b"" if path == "/empty" else path.encode() * (1 + len(path) + sum(path.encode()) % 97)


class Platform(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Else a file would wait for the last one to be acknowledged.
    disable_nagle_algorithm = True
    requests = 0

    def do_GET(self):
        number = Platform.requests
        Platform.requests += 1
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            return self.answer(401, b"who is there?")
        if self.path.startswith("/gone"):
            return self.answer(404, b"nothing")
        if self.path.startswith("/moved"):
            return self.answer(302, b"elsewhere", ("Location", "/r/1"))
        body = content(self.path)
        if number in STALLS:
            self.head(200, len(body))
            self.wfile.write(body[: len(body) // 2])
            say("stalled")
            self.rfile.read()
            self.close_connection = True
            return None
        return self.answer(200, body)

    def do_POST(self):
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        is_known = self.path == "/login/connect/token" and "client_secret=a+password" in form
        return self.answer(*(200, b'{"access_token": "%s"}' % TOKEN.encode()) if is_known else (400, b"{}"))

    def answer(self, status, body, *headers):
        say(f"{status} {self.path}")
        self.head(status, len(body), *headers)
        self.wfile.write(body)

    def head(self, status, length, *headers):
        self.send_response(status)
        self.send_header("Content-Length", str(length))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_):
        pass


def say(line):
    print(line, flush=True)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Platform)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(CERTIFICATE, KEY)
server.socket = context.wrap_socket(server.socket, server_side=True)
say(server.server_port)
server.serve_forever()
