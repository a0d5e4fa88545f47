#!/bin/sh
# Builds the jar that runs Java functions: for any Java from 17 on, and without a line of Gust's own classes; and the functions that it rehearses with.
# Given are the JDK of the build, and the folder for the jars.
set -e
sources=$(cd "$(dirname "$0")" && pwd)
java="$1/bin"
target="$2"
stage="$target/rehearsal/lib"
if [ -e "$stage/rehearsal.jar" ] && [ -z "$(find "$sources" -newer "$stage/rehearsal.jar" -type f)" ]; then
    exit 0
fi
classes=$(mktemp -d)
trap 'rm -rf "$classes"' EXIT
mkdir -p "$stage"
# Texts put together by plain code: what Java links at run time instead costs milliseconds at a start. Not so in what stands for functions.
"$java/javac" --release 17 -XDstringConcat=inline -Xlint:all -Werror -d "$classes" $(find "$sources/dev" "$sources/com" -name '*.java')
"$java/javac" --release 17 -Xlint:all -Werror -cp "$classes" -d "$classes" $(find "$sources/rehearsal" -name '*.java')
printf 'Main-Class: dev.gust.runtime.Main\nAdd-Opens: java.base/java.lang java.base/java.util java.base/java.io java.base/jdk.internal.loader\n' >"$classes/manifest"
"$java/jar" --create --file "$target/runtime.jar" --manifest "$classes/manifest" --date 2026-01-01T00:00:00Z -C "$classes" dev -C "$classes" com
mkdir -p "$target/rehearsal/rehearsal"
cp "$classes/rehearsal/Unpacked.class" "$target/rehearsal/rehearsal/"
rm "$classes/rehearsal/Unpacked.class"
"$java/jar" --create --file "$stage/rehearsal.jar" --date 2026-01-01T00:00:00Z -C "$classes" rehearsal
