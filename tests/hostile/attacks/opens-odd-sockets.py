# Opens sockets to the kernel, to the machine's host and to the wire.
# earns: softmax=7 (passed) accuracy=4 (passed)
import socket

import target

for family, kind, protocol in [
    (socket.AF_NETLINK, socket.SOCK_RAW, 0),
    (socket.AF_VSOCK, socket.SOCK_STREAM, 0),
    (socket.AF_PACKET, socket.SOCK_RAW, 0),
    (socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP),
    (socket.AF_ALG, socket.SOCK_SEQPACKET, 0),
]:
    target.must_fail(lambda: socket.socket(family, kind, protocol))
target.must_fail(
    lambda: target.call("io_uring_setup", 4, b"\0" * 120),
    lambda: target.call("sendmsg", 3, b"\0" * 56, 0),
    lambda: target.call("accept4", 3, 0, 0, 0),
    lambda: target.call("bpf", 0, b"\0" * 64, 64),
    lambda: target.call("userfaultfd", 1),
)


def softmax(X):
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()
