#!/bin/sh
# Builds the launcher and the zygotes' library into the folder given, unless they are newer than their sources. Without a C compiler Gust
# is built without them, and says at start that functions are not isolated.
set -e
sources=$(cd "$(dirname "$0")" && pwd)
target="$1/linux-$(uname -m)"
[ "$(uname -s)" = Linux ] || exit 0
compiler=$(command -v gcc || command -v clang || command -v cc || true)
if [ -z "$compiler" ]; then
    echo "WARNING: no C compiler was found, so this build has no launcher: functions will run without a sandbox." >&2
    echo "WARNING: install one (apt install gcc libc6-dev) and build again." >&2
    exit 0
fi
if [ -e "$target/libgust.so" ] && [ -z "$(find "$sources" -newer "$target/libgust.so" -type f)" ]; then
    exit 0
fi
mkdir -p "$target"
cd "$sources"
flags="-std=gnu17 -O2 -Wall -Wextra -fstack-protector-strong"
programs="launcher.c commands.c connections.c boxes.c programs.c inward.c template.c devices.c cgroup.c init.c box.c confine.c network.c reach.c proxy.c names.c watcher.c"
$compiler $flags -static -o "$target/gust-launcher" $programs 2>/dev/null || $compiler $flags -o "$target/gust-launcher" $programs
strip "$target/gust-launcher" 2>/dev/null || true
$compiler $flags -shared -fPIC -o "$target/libgust.so" zygote.c box.c confine.c
