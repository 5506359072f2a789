"""A page with the editor and the preview behind the product's own content policy."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from django.conf import settings

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'"
)
PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Soạn thảo</title>
<link rel="stylesheet" href="/editor.css"><script type="module" src="/editor.js"></script></head>
<body><main><h1>Soạn thảo</h1><form id="draft" method="post" action="/gui">
<input type="hidden" name="csrfmiddlewaretoken" value="token">
<label for="body">Nội dung</label>
<cv-editor name="body" upload-url="/anh" file-url="/tep/0/"><textarea id="body" name="body">Đoạn một
Đoạn hai</textarea></cv-editor>
<button>Lưu</button></form>
<cv-preview url="/xem-truoc" form="draft"></cv-preview></main></body></html>"""
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8"
    "cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


class Harness:
    """What the fake server was asked, and what it shall answer."""

    def __init__(self) -> None:
        self.address = ""
        self.asked: list[str] = []
        self.previews: list[str] = []
        self.status = 200

    def answer(self, path: str, body: str) -> tuple[int, str, bytes]:
        self.asked.append(path)
        if path == "/xem-truoc":
            self.previews.append(body)
            number = len(self.previews)
            pages = [{"id": f"v{number}", "svg": SVG}, {"id": "p2", "svg": SVG}]
            answer = {"pages": pages, "saved": "16:21", "sentence": "trích yếu còn trống."}
            return self.status, "application/json", json.dumps(answer).encode()
        if path == "/anh":
            return 200, "application/json", b'{"id": 41}'
        if path == "/gui":
            return 200, "text/plain; charset=utf-8", body.encode()
        if path.startswith("/tep/"):
            return 200, "image/png", PNG
        if path in {"/editor.js", "/editor.css"}:
            kind = "text/javascript" if path.endswith("js") else "text/css"
            return 200, kind, (settings.BUILD_DIR / "static/ui" / path[1:]).read_bytes()
        return 200, "text/html; charset=utf-8", PAGE.encode()


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 297"><path d="M30 30h100"/></svg>'


@contextmanager
def served() -> Iterator[Harness]:
    """The harness on a free port."""
    harness = Harness()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send("")

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self._send(raw.decode("utf-8", "replace"))

        def _send(self, body: str) -> None:
            status, kind, content = harness.answer(self.path, body)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Security-Policy", CSP)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    harness.address = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield harness
    finally:
        server.shutdown()
        server.server_close()
