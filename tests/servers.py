"""A Jupyter server on the loopback interface, for the tests that look at what people see."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import matplotlib

START_S = 180  # a few seconds, but a cold or busy machine takes long over the many extensions


@dataclass
class JupyterServer:
    """A running server: where it is, and what lets one in."""

    url: str
    token: str

    def request(self, path, data=None, method=None):
        """Return the text that the server answers; data : what is sent as JSON."""
        request = urllib.request.Request(
            f"{self.url}/{path}", headers={"Authorization": f"token {self.token}"},
            data=None if data is None else json.dumps(data).encode(), method=method,
        )  # fmt: skip
        with urllib.request.urlopen(request, timeout=60) as reply:
            return reply.read().decode()

    def stop_kernels(self):
        """Shut every kernel down."""
        for kernel in json.loads(self.request("api/kernels")):
            self.request(f"api/kernels/{kernel['id']}", method="DELETE")


@contextmanager
def jupyter(folder, *command):
    """Run `jupyter COMMAND` in a folder, with settings of its own; gives a JupyterServer, stopped afterwards.

    folder : what the server shows; its log and the settings lie in `.jupyter-test` inside.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = JupyterServer(f"http://127.0.0.1:{port}", secrets.token_hex(16))
    private = Path(folder) / ".jupyter-test"
    private.mkdir(exist_ok=True)
    log = private / "server.log"
    with open(log, "w") as file:
        process = subprocess.Popen(
            [Path(sys.executable).parent / "jupyter", *command, "--allow-root", "--no-browser", "--ip=127.0.0.1", f"--port={port}",
             "--ServerApp.port_retries=0", f"--IdentityProvider.token={server.token}", f"--ServerApp.root_dir={folder}"],
            cwd=folder, env=_environment(private), stdout=file, stderr=file,
        )  # fmt: skip
    try:
        _wait_until_ready(server, process, log)
        yield server
        server.stop_kernels()
    finally:
        process.terminate()
        process.wait(timeout=30)


def _environment(private):
    """Return the environment of a server that neither reads nor changes what belongs to the user who runs the tests."""
    folders = {name: str(private / name.lower()) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    # matplotlib's list of fonts is kept: making it anew takes seconds, and matplotlib says so on standard error.
    return {**os.environ, **folders, "PATH": path, "HOME": str(private), "MPLCONFIGDIR": matplotlib.get_cachedir()}


def _wait_until_ready(server, process, log):
    end = time.monotonic() + START_S
    while True:
        try:
            return server.request("api/status")
        except (urllib.error.URLError, ConnectionError):
            assert process.poll() is None and time.monotonic() < end, log.read_text()
            time.sleep(0.2)
