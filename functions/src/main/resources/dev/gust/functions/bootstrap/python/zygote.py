"""Starts once, loads what functions commonly need, and becomes the parent-in-spirit of every Python environment.

The fork happens in libgust (see zygote.c): it returns here only in a child, which is then inside its environment with no privilege
left and its channel at descriptor 3. Nothing secret may ever be in this process, for every function inherits its memory.
"""
import ctypes
import gc
import sys

sys.path.insert(0, "/var/runtime/python")
import gust_bootstrap  # noqa: E402
import sdk  # noqa: E402

# Folders of packages, and modules to load ahead, are named.
gust_bootstrap.add_packs([word for word in sys.argv[1:] if word.startswith("/")])
gust_bootstrap.preload([word for word in sys.argv[1:] if not word.startswith("/")])
gust_bootstrap.rehearse()
try:
    sdk.remember_service_models()
except Exception as problem:  # noqa: BLE001 - it only makes clients quicker
    sys.stderr.write("gust: making clients ahead of functions: %s\n" % problem)
library = ctypes.PyDLL("/var/runtime/libgust.so")
del sys.modules["sdk"]
gc.collect()
gc.freeze()

if library.gust_zygote(3) != 0:
    sys.exit("gust: the zygote could not speak to its launcher")
ctypes.pythonapi.PyOS_AfterFork_Child()
gust_bootstrap.rehearse()
gust_bootstrap.main()
