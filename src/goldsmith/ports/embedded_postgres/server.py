"""The embedded server as our own child: made once, started, watched, stopped; one live Goldsmith per folder."""

from __future__ import annotations

import fcntl
import hashlib
import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import IO, Final

from goldsmith.ports.embedded_postgres.access import Access, Role
from goldsmith.ports.embedded_postgres.account import Account, check_path, choose_account
from goldsmith.ports.embedded_postgres.binaries import QUIET, find_binaries, make_reachable
from goldsmith.ports.embedded_postgres.cluster import CLUSTER, cluster_major, make_cluster
from goldsmith.ports.embedded_postgres.configuration import write_configuration
from goldsmith.ports.embedded_postgres.errors import EmbeddedPostgresError
from goldsmith.ports.embedded_postgres.leftovers import clear_leftovers, read_pid_file
from goldsmith.supervisor.lifeline import die_with_parent

DEFAULT_PORT: Final = 5432
LOCK: Final = "lock"
LOG: Final = "postgres.log"
LONGEST_SOCKET_PATH: Final = 100  # the kernel's limit is 107 bytes on Linux and 103 on macOS
LARGEST_LOG_BYTES: Final = 16 << 20


class EmbeddedPostgres:
    """One PostgreSQL on one folder.

    `start()` blocks until the server answers, however long a crash recovery takes. A supervisor that must not block
    calls `spawn()` and asks `is_ready()`. Call both from a thread that outlives the server: the server stops when the
    thread that spawned it ends.
    """

    name = "postgres"

    def __init__(
        self,
        folder: Path,
        *,
        shared_buffers_mb: int | None = None,
        tcp_port: int | None = None,
        pgbin: Path | None = None,
    ) -> None:
        self.folder = folder.absolute()
        self._shared_buffers_mb = shared_buffers_mb
        self._tcp_port = tcp_port
        self._pgbin = pgbin
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None
        self._log_start = 0

    @property
    def cluster(self) -> Path:
        return self.folder / CLUSTER

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Make the cluster when there is none, start the server, return when it takes connections."""
        self.spawn()
        try:
            while not self.is_ready():
                time.sleep(0.02)
        except BaseException:
            self.stop()
            raise

    def spawn(self) -> None:
        """Start the server without waiting for its recovery; do nothing when it runs."""
        if self.poll() is None:
            return
        self.folder = _make_folder(self.folder)
        self._take_lock()
        try:
            self._launch()
        except BaseException:
            self._release_lock()
            raise

    def is_ready(self) -> bool:
        """Tell whether the server takes connections; when it ended instead, raise with the last lines of its log."""
        if self._process is None:
            raise EmbeddedPostgresError("The embedded PostgreSQL was not started.")
        if self._process.poll() is not None:
            raise EmbeddedPostgresError(
                f"PostgreSQL did not start. The last lines of {self.folder / LOG}:\n{self._last_lines()}"
            )
        lines = read_pid_file(self.cluster)
        # A stale file may also say "ready": only our child's own pid counts.
        return len(lines) > 7 and lines[0] == str(self._process.pid) and lines[7].startswith("ready")

    def poll(self) -> int | None:
        """Answer the exit status of the server, or None while it runs."""
        return self._process.poll() if self._process else 0

    def url(self, role: Role) -> str:
        """Answer the DSN of a role: `goldsmith_owner` for migrations, `goldsmith_app` for the product."""
        access = Access.read(self.folder)
        if access is None:
            raise EmbeddedPostgresError(f"There is no database in {self.folder} yet.")
        return access.url(role)

    def terminate(self) -> None:
        """Ask for a fast shutdown: open transactions are rolled back, everything committed is on disk."""
        self._send(signal.SIGINT)

    def kill(self) -> None:
        """End at once; the next start recovers from the log."""
        self._send(signal.SIGQUIT)

    def stop(self, seconds: float = 30.0) -> None:
        """Stop and free the folder: fast shutdown, after `seconds` an immediate one, at last a kill."""
        for step, bound in ((self.terminate, seconds), (self.kill, 10.0), (self._destroy, 10.0)):
            if self.poll() is not None:
                break
            step()
            self._wait(bound)
        self._process = None
        self._release_lock()

    def _launch(self) -> None:
        account = choose_account(self.cluster)
        check_path(account, self.folder)
        binaries = make_reachable(find_binaries(self._pgbin, cluster_major(self.folder)), account, self.folder)
        if self.cluster.exists():
            clear_leftovers(self.cluster.resolve())
        else:
            make_cluster(self.folder, binaries, account)
        port = self._tcp_port or DEFAULT_PORT
        socket = _make_socket_folder(self.folder, account, port)
        arguments = write_configuration(
            self.folder,
            major=binaries.major,
            socket=socket,
            port=port,
            tcp=self._tcp_port is not None,
            shared_buffers_mb=self._shared_buffers_mb,
        )
        self._write_access(socket, port)
        self._process = self._run([str(binaries.postgres), "-D", str(self.cluster), *arguments], account)

    def _write_access(self, socket: Path, port: int) -> None:
        access = Access.read(self.folder)
        if access is None:
            raise EmbeddedPostgresError(
                f"The passwords in {self.folder} are missing; restore access.json from a backup."
            )
        if (access.host, access.port) != (str(socket), port):
            access.at(str(socket), port).write(self.folder)

    def _run(self, command: list[str], account: Account) -> subprocess.Popen[bytes]:
        with _open_log(self.folder / LOG) as log:
            self._log_start = os.fstat(log.fileno()).st_size
            try:
                return subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd="/",
                    env=QUIET,
                    start_new_session=True,  # Ctrl-C at the terminal is the supervisor's to pass on, in order
                    preexec_fn=die_with_parent(signal.SIGINT),  # noqa: PLW1509 - no other way to reach the child before exec
                    **account.popen_arguments(),
                )
            except (OSError, subprocess.SubprocessError) as error:
                raise EmbeddedPostgresError(f"{command[0]} could not be started: {error}.") from None

    def _last_lines(self) -> str:
        with (self.folder / LOG).open("rb") as log:
            log.seek(max(self._log_start, log.seek(0, os.SEEK_END) - 65536))
            return "\n".join(log.read().decode(errors="replace").strip().splitlines()[-12:])

    def _send(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)

    def _destroy(self) -> None:
        self._send(signal.SIGKILL)

    def _wait(self, seconds: float) -> None:
        if self._process is None:
            return
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return

    def _take_lock(self) -> None:
        if self._lock is not None:
            return
        try:
            lock = (self.folder / LOCK).open("a+")
        except PermissionError:
            raise EmbeddedPostgresError(f"{self.folder} belongs to another user; start as that user.") from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip()
            lock.close()
            raise EmbeddedPostgresError(
                f"Another Goldsmith (process {holder}) already runs on {self.folder}. "
                "Stop it first, or choose another data folder."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        self._lock = lock

    def _release_lock(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def _make_folder(folder: Path) -> Path:
    """Make it passable and resolve it: the kernel names a process's working folder by its real path."""
    try:
        for missing in reversed([path for path in (folder, *folder.parents) if not path.exists()]):
            missing.mkdir()
            missing.chmod(0o755)  # whatever the umask: the server's user must pass
    except OSError as error:
        raise EmbeddedPostgresError(f"The data folder {folder} cannot be made: {error.strerror}.") from None
    return folder.resolve()


def _make_socket_folder(folder: Path, account: Account, port: int) -> Path:
    """Inside the data folder; when its path is too long for a socket, in the system's folder for temporary files."""
    socket = folder / "socket"
    if len(os.fsencode(socket / f".s.PGSQL.{port}")) > LONGEST_SOCKET_PATH:
        digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
        socket = Path(tempfile.gettempdir()).resolve() / f"goldsmith-{digest}"
    try:
        socket.mkdir(mode=0o700)
        account.owns(socket)
    except FileExistsError:
        pass
    status = socket.lstat()
    if not socket.is_dir() or socket.is_symlink() or status.st_uid != account.uid or status.st_mode & 0o077:
        raise EmbeddedPostgresError(f"{socket} is not a folder of ours; remove it and start again.")
    return socket


def _open_log(path: Path) -> IO[bytes]:
    if path.exists() and path.stat().st_size > LARGEST_LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb")
