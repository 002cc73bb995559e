"""A system call filter: no sockets, no new processes or programs, no signals, no other way out of the process.

Source: Linux, Documentation/userspace-api/seccomp_filter.rst; numbers from asm/unistd_64.h and asm-generic/unistd.h.
"""

from __future__ import annotations

import ctypes
import os
import struct
from typing import Final, NamedTuple

_SET_MODE_FILTER: Final = 1
_ALL_THREADS: Final = 1
_LOAD: Final = 0x20
_JUMP_IF_EQUAL: Final = 0x15
_JUMP_IF_AT_LEAST: Final = 0x35
_JUMP_IF_ANY_BIT: Final = 0x45
_RETURN: Final = 0x06
_ALLOW: Final = 0x7FFF0000
_NOT_PERMITTED: Final = 0x00050001  # SECCOMP_RET_ERRNO with EPERM
_NOT_IMPLEMENTED: Final = 0x00050026  # with ENOSYS: glibc then uses clone, whose flags can be looked at
_CALL_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_CLONE_THREAD: Final = 0x00010000
_FOREIGN_NUMBERS: Final = 0x40000000  # the x32 calls of x86_64


class _Machine(NamedTuple):
    """One architecture: its audit number and its system calls."""

    audit: int
    seccomp: int
    clone: int
    clone3: int
    forbidden: tuple[int, ...]


# socket connect socketpair fork vfork execve kill ptrace mount tkill keyctl add_key request_key unshare tgkill
# perf_event_open open_by_handle_at setns process_vm_readv process_vm_writev bpf execveat userfaultfd pidfd_send_signal
# io_uring_setup pidfd_getfd; other ways to signal: rt_sigqueueinfo rt_tgsigqueueinfo; what changes other processes of
# the same user: setpriority sched_setparam sched_setscheduler sched_setaffinity sched_setattr ioprio_set migrate_pages
# move_pages prlimit64 process_madvise process_mrelease; memory that outlives the process: shmget semget msgget mq_open
_X86_64: Final = (41, 42, 53, 57, 58, 59, 62, 101, 165, 200, 250, 248, 249, 272, 234,
                  298, 304, 308, 310, 311, 321, 322, 323, 424, 425, 438, 129, 297,
                  141, 142, 144, 203, 314, 251, 256, 279, 302, 440, 448, 29, 64, 68, 240)  # fmt: skip
# the same, without fork and vfork, which this architecture does not have
_AARCH64: Final = (198, 203, 199, 221, 129, 117, 40, 130, 219, 217, 218, 97, 131,
                   241, 265, 268, 270, 271, 280, 281, 282, 424, 425, 438, 138, 240,
                   140, 118, 119, 122, 274, 30, 238, 239, 261, 440, 448, 194, 190, 186, 180)  # fmt: skip
_MACHINES: Final = {
    "x86_64": _Machine(0xC000003E, 317, 56, 435, _X86_64),
    "aarch64": _Machine(0xC00000B7, 277, 220, 435, _AARCH64),
}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def forbid_calls(libc: ctypes.CDLL, *, allow_threads: bool = True) -> bool:
    """Install the filter in every thread of this process; tell whether this kernel and machine can do it."""
    machine = _MACHINES.get(os.uname().machine)
    if machine is None:
        return False
    code = _assemble(machine, allow_threads=allow_threads)
    program = _Program(len(code) // 8, code)
    return bool(libc.syscall(machine.seccomp, _SET_MODE_FILTER, _ALL_THREADS, ctypes.byref(program)) == 0)


def _assemble(machine: _Machine, *, allow_threads: bool) -> bytes:
    refuse = _instruction(_RETURN, _NOT_PERMITTED)
    code = [
        _instruction(_LOAD, _ARCHITECTURE),
        _instruction(_JUMP_IF_EQUAL, machine.audit, when_true=1),
        refuse,
        _instruction(_LOAD, _CALL_NUMBER),
        _instruction(_JUMP_IF_AT_LEAST, _FOREIGN_NUMBERS, when_false=1),
        refuse,
        _instruction(_JUMP_IF_EQUAL, machine.clone3, when_false=1),
        _instruction(_RETURN, _NOT_IMPLEMENTED),
    ]
    for number in (*machine.forbidden, *(() if allow_threads else (machine.clone,))):
        code += [_instruction(_JUMP_IF_EQUAL, number, when_false=1), refuse]
    code += [
        _instruction(_JUMP_IF_EQUAL, machine.clone, when_false=3),
        _instruction(_LOAD, _FIRST_ARGUMENT),
        _instruction(_JUMP_IF_ANY_BIT, _CLONE_THREAD, when_true=1),
        refuse,
        _instruction(_RETURN, _ALLOW),
    ]
    return b"".join(code)


def _instruction(code: int, operand: int, *, when_true: int = 0, when_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, when_true, when_false, operand)
