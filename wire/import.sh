#!/bin/sh
# Makes wire/models/ID.json from AWS's service models:  wire/import.sh [--from DATA_FOLDER] [ID...]
# The settings of a service stand in wire/models/import/ID.json, which is written where there is none; without ids, every service is
# imported.
# DATA_FOLDER is the "data" folder of a botocore; without it, the one of Debian's python3-botocore or of python3 is taken.
set -e
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/.."
mvn -q -B -pl wire/generator -am -DskipTests -DskipFormat=true test-compile
mvn -q -B -pl base dependency:build-classpath -Dmdep.outputFile="$here/generator/target/import.classpath" -Dmdep.includeScope=runtime
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" \
    -cp "base/target/classes:wire/generator/target/classes:$(cat "$here/generator/target/import.classpath")" \
    dev.gust.wire.importer.ImportModels "$here/models" "$@"
