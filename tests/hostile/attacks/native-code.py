# Runs machine code that it has written into memory: a call of the kernel to start a process.
# earns: softmax=7 (passed) accuracy=4 (passed)
import ctypes
import mmap

import target

# mov eax, 57 (fork); syscall; ret
CODE = b"\xb8\x39\x00\x00\x00\x0f\x05\xc3"
if target.MACHINE == "x86_64":
    memory = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    memory.write(CODE)
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    process = ctypes.CFUNCTYPE(ctypes.c_long)(address)()
    if process == 0:
        target.libc._exit(0)
    if process > 0:
        raise target.Reached("fork by machine code")


def softmax(X):
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()
