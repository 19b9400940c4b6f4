#!/usr/bin/env bash
# A throw-away PostgreSQL for tests, in a folder of its own, on a Unix socket there.
#   postgres.sh start FOLDER   makes it or starts it again, and prints its address
#   postgres.sh halt FOLDER    ends it as a machine that fails does; what is in FOLDER stays
#   postgres.sh stop FOLDER    ends it and removes FOLDER
# Installs Debian's where there is none and we may: as root, with apt-get. Status 3 = there is none and it cannot be installed.
# Setting: MINGJING_POSTGRES_FSYNC=on makes commits wait for the disk, for measurements.
set -euo pipefail
source "$(dirname "$0")/debian.sh"

action="${1:-}" folder="${2:-}"
[ -n "$folder" ] || {
    sed -n '2,5p' "$0" | cut -c3- >&2
    exit 2
}

find_it() {
    local bin
    bin="$(ls -d /usr/lib/postgresql/*/bin 2> /dev/null | sort -V | tail -n 1)"
    if [ -n "$bin" ] && [ -x "$bin/initdb" ]; then
        echo "$bin"
    elif command -v initdb > /dev/null 2>&1; then
        dirname "$(command -v initdb)"
    else
        return 1
    fi
}

install_it() {
    # Debian would make and start a server of its own, which nobody asked for.
    if [ "$(id -u)" -eq 0 ] && [ ! -e /etc/postgresql-common/createcluster.conf ]; then
        mkdir -p /etc/postgresql-common
        echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf
    fi
    from_debian PostgreSQL postgresql
}

bin="$(find_it)" || {
    install_it
    bin="$(find_it)"
}

# PostgreSQL refuses to run as root.
as_user() {
    if [ "$(id -u)" -ne 0 ]; then
        "$@"
    else
        (cd / && runuser -u postgres -- "$@")
    fi
}

running() { [ -d "$folder/data" ] && as_user "$bin/pg_ctl" status -D "$folder/data" > /dev/null 2>&1; }

end() {
    if running; then
        as_user "$bin/pg_ctl" stop -s -w -m "$1" -D "$folder/data"
    fi
}

start() {
    mkdir -p "$folder"
    folder="$(cd "$folder" && pwd)"
    if [ ! -d "$folder/data" ]; then
        [ "$(id -u)" -ne 0 ] || chown postgres "$folder"
        as_user sh -c 'umask 077; echo mingjing-test > "$1/password"' sh "$folder"
        as_user "$bin/initdb" -D "$folder/data" -U mingjing --pwfile "$folder/password" --auth scram-sha-256 \
            --encoding UTF8 --locale C.UTF-8 --no-instructions > "$folder.log" 2>&1 || {
            cat "$folder.log" >&2
            exit 2
        }
        rm -f "$folder.log"
        # What is thrown away need not survive a failing machine; a failing server it does survive.
        as_user tee -a "$folder/data/postgresql.conf" > /dev/null << TEXT
listen_addresses = ''
unix_socket_directories = '$folder'
port = 5432
max_connections = 200
fsync = ${MINGJING_POSTGRES_FSYNC:-off}
max_wal_size = 4GB
TEXT
    fi
    if ! running; then
        # Its standard output must not be ours, or who reads the address would wait for the server's end.
        as_user "$bin/pg_ctl" start -s -w -D "$folder/data" -l "$folder/data/server.log" > /dev/null 2>&1 || {
            tail -n 40 "$folder/data/server.log" >&2
            exit 2
        }
    fi
    echo "postgres://mingjing:mingjing-test@localhost/postgres?host=$folder"
}

case "$action" in
    start) start ;;
    halt) end immediate ;;
    stop)
        end fast
        rm -rf "$folder"
        ;;
    *)
        echo "unknown: $action" >&2
        exit 2
        ;;
esac
