"""Runs a Python function in a process of its own: behind a wrapper script, or in a plain process where there is no launcher, which connects
to the host instead of being connected."""
import os
import socket
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import gust_bootstrap  # noqa: E402

gust_bootstrap.add_packs([word for word in sys.argv[1:] if word.startswith("/")])
path, _, number = os.environ.pop("GUST_CHANNEL", "").rpartition(":")
for purpose, descriptors in (("channel", (3,)), ("output", (1, 2))) if path else ():
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(path)
    connection.sendall(("%s %s\n" % (purpose, number)).encode())
    for descriptor in descriptors:
        if connection.fileno() != descriptor:
            os.dup2(connection.fileno(), descriptor, inheritable=descriptor != 3)
    if connection.fileno() not in descriptors:
        connection.close()
    else:
        connection.detach()
gust_bootstrap.main()
