# Connects to a port of this machine, and listens on one.
# earns: softmax=7 (passed) accuracy=4 (passed)
import http.client
import socket
import urllib.request

import target


def listen():
    server = socket.create_server(("127.0.0.1", 0))
    server.close()


def fetch():
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{target.TCP}/", timeout=2)
    except urllib.error.URLError as error:
        raise error.reason


target.must_fail(
    lambda: socket.create_connection(("127.0.0.1", target.TCP), 2).sendall(b"score=11"),
    lambda: http.client.HTTPConnection("127.0.0.1", target.TCP, timeout=2).request("GET", "/"),
    fetch,
    listen,
    lambda: target.connect(socket.AF_INET, socket.SOCK_STREAM, target.TCP),
)


def softmax(X):
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()
