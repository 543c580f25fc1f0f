"""Installation behind a proxy that opens TLS with certificates of its own: ``python -m benchmarks.proxied_install``.

Clones the repository into an empty directory, and runs ``make install`` there with an empty home and nothing in the environment but ``PATH``,
``HTTPS_PROXY`` and ``SSL_CERT_FILE``. The proxy listens on loopback, and its authority is made for this run (by the command ``openssl``).
Prints which hosts were asked how often, and fails where the installation does. Without ``SSL_CERT_FILE`` it has to fail, which is tried first: the
proxy is no proxy of this kind otherwise. Needs the network.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import ssl
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def openssl(*arguments: str) -> None:
    """Run the command."""
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)  # noqa: S607 - found on the PATH, as by make


class Authority:
    """A certificate authority in a folder, and certificates of it by host."""

    def __init__(self, folder: Path) -> None:
        self._folder, self.certificate, self._key = folder, folder / "ca.pem", folder / "ca.key"
        self._contexts: dict[str, ssl.SSLContext] = {}
        new = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=House authority"]
        uses = ["-addext", "keyUsage=critical,keyCertSign,cRLSign"]
        openssl(*new, *uses, "-keyout", str(self._key), "-out", str(self.certificate))

    def context(self, host: str) -> ssl.SSLContext:
        """What serves TLS as this host."""
        if host not in self._contexts:
            key, request, chain, extra = (self._folder / f"{host}.{end}" for end in ("key", "csr", "pem", "ext"))
            extra.write_text(f"subjectAltName=DNS:{host}\nextendedKeyUsage=serverAuth\n", encoding="utf-8")
            name = ["-subj", "/CN=house", "-keyout", str(key), "-out", str(request)]
            openssl("req", "-newkey", "rsa:2048", "-nodes", *name)
            signed = ["-CA", str(self.certificate), "-CAkey", str(self._key), "-extfile", str(extra)]
            openssl("x509", "-req", "-days", "2", "-in", str(request), *signed, "-out", str(chain))
            self._contexts[host] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._contexts[host].load_cert_chain(chain, key)
        return self._contexts[host]


class Proxy:
    """Answers CONNECT, opens the TLS of the client with a certificate of the authority, and speaks TLS with the host itself."""

    def __init__(self, authority: Authority) -> None:
        self._authority, self.opened, self.port = authority, Counter[str](), 0
        self._started = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self._main()), daemon=True).start()
        self._started.wait()

    async def _main(self) -> None:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._started.set()
        await server.serve_forever()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, ssl.SSLError, asyncio.IncompleteReadError, ValueError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split()
            host, _, port = head[1].rpartition(":")
            if head[0] == "CONNECT":
                writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
                await writer.drain()
                await writer.start_tls(await asyncio.to_thread(self._authority.context, host))
                self.opened[host] += 1
                there, onward = await asyncio.open_connection(host, int(port), ssl=True)
                await asyncio.gather(self._pump(reader, onward), self._pump(there, writer))
        writer.close()

    @staticmethod
    async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, ssl.SSLError):
            while data := await reader.read(1 << 16):
                writer.write(data)
                await writer.drain()
        writer.close()


def install(folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """``make install`` in a fresh clone with an empty home."""
    home, clone = folder / "home", folder / "clone"
    home.mkdir(parents=True)
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)  # noqa: S607
    whole = {"PATH": os.defpath, "HOME": str(home), **environment}
    command = ["make", "install"]
    return subprocess.run(command, cwd=clone, env=whole, capture_output=True, text=True, check=False)


def main() -> None:
    """Try without the certificate, then with it, and say what came of it."""
    logging.getLogger("asyncio").setLevel(logging.ERROR)  # it warns of every TLS connection that ends
    with tempfile.TemporaryDirectory(prefix="kawaraban-proxy-") as name:
        folder = Path(name)
        authority = Authority(folder)
        proxy = Proxy(authority)
        environment = {"HTTPS_PROXY": f"http://127.0.0.1:{proxy.port}"}
        refused = install(folder / "untrusted", environment)
        if refused.returncode == 0:
            raise SystemExit("it installs without the proxy's certificate: the proxy was not asked, or nobody looks")
        print("without its certificate: refused, as it should be")
        proxy.opened.clear()
        done = install(folder / "trusted", {**environment, "SSL_CERT_FILE": str(authority.certificate)})
        sys.stderr.write(done.stderr[-2000:])
        print("with SSL_CERT_FILE:", "installed" if done.returncode == 0 else "FAILED", dict(proxy.opened))
        raise SystemExit(done.returncode)


if __name__ == "__main__":
    main()
