#!/usr/bin/env bash
# Builds the image with buildah and runs it with podman the way production should: read-only root, no capabilities, no
# network, a numeric user. Needs no Docker engine and no registry; skips, saying so, where buildah or podman is absent.
#
#   scripts/container_check.sh            base image: a Debian made here by debootstrap (needs root), kept for next time
#   CONTAINER_BASE=pull scripts/…         base image: the one the Dockerfile names, from its registry
#
# The stand-in proves the recipe (stages, users, paths, signals, exit codes), not the base image itself.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly image=${IMAGE:-monitor} cache=${XDG_CACHE_HOME:-$HOME/.cache}/monitor-container
readonly base=localhost/monitor-base

say() { printf '\n── %s\n' "$*"; }
ok() { printf '   ok: %s\n' "$*"; }
fail() { printf '\nFAILED: %s\n' "$*" >&2; exit 1; }
skip() { printf 'container check skipped: %s\n' "$*"; exit 0; }

for tool in buildah podman runc; do
    command -v "$tool" >/dev/null || skip "$tool is not installed (Debian: apt-get install buildah podman runc fuse-overlayfs uidmap debootstrap)"
done
if [ "${CONTAINER_BASE:-stand-in}" = stand-in ]; then
    command -v debootstrap >/dev/null || skip "debootstrap is not installed; CONTAINER_BASE=pull uses the real base image"
    [ "$(id -u)" = 0 ] || skip "a stand-in base needs root; CONTAINER_BASE=pull uses the real base image"
fi

work=$(mktemp -d)
readonly work
cleanup() {
    podman_ rm --all --force --time 0 >/dev/null 2>&1 || true
    podman_ volume rm --all --force >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap cleanup EXIT

# Own configuration and storage: nothing of the machine's containers is read or touched.
printf '{"default": [{"type": "insecureAcceptAnything"}]}\n' >"$work/policy.json"
printf 'unqualified-search-registries = []\n' >"$work/registries.conf"
printf '[engine]\ncgroup_manager = "cgroupfs"\nevents_logger = "none"\nruntime = "runc"\n[network]\nnetwork_config_dir = "%s"\n' "$work/networks" \
    >"$work/containers.conf"
export CONTAINERS_REGISTRIES_CONF=$work/registries.conf CONTAINERS_CONF=$work/containers.conf
readonly storage=(--root "$cache/storage" --runroot "$cache/run" --storage-driver "${STORAGE_DRIVER:-overlay}")
mkdir -p "$cache" "$work/networks"

buildah_() { timeout 600 buildah "${storage[@]}" "$@"; }
podman_() { timeout 120 podman "${storage[@]}" --volumepath "$cache/volumes" "$@"; }

build() {
    buildah_ bud --isolation chroot --format docker --network host --signature-policy "$work/policy.json" "$@"
}

# What a build needs to reach the package index from here: proxy settings pass by themselves, these do not.
index_settings() {
    local name
    for name in PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_TRUSTED_HOST; do
        if [ -n "${!name:-}" ]; then printf 'ENV %s=%s\n' "$name" "${!name}"; fi
    done
    local certificates=${PIP_CERT:-${SSL_CERT_FILE:-}}
    if [ -f "$certificates" ]; then
        cp "$certificates" "$work/base/certificates.crt"
        printf 'ADD certificates.crt /etc/ssl/certs/build.crt\nENV PIP_CERT=/etc/ssl/certs/build.crt\n'
    fi
}

make_base() {
    mkdir -p "$work/base"
    if ! [ -s "$cache/base.tar" ]; then
        echo "   making a Debian with debootstrap, about two minutes, once …"
        timeout 600 debootstrap --variant=minbase --include=python3,python3-venv,ca-certificates \
            bookworm "$work/rootfs" >"$work/debootstrap.log" 2>&1 || { tail -5 "$work/debootstrap.log"; fail debootstrap; }
        tar -C "$work/rootfs" -cf "$cache/base.tar.new" .
        mv "$cache/base.tar.new" "$cache/base.tar"
    fi
    ln "$cache/base.tar" "$work/base/base.tar" 2>/dev/null || cp "$cache/base.tar" "$work/base/base.tar"
    { printf 'FROM scratch\nADD base.tar /\n'; index_settings; printf 'CMD ["/bin/sh"]\n'; } >"$work/base/Dockerfile"
    build --quiet --tag "$base" "$work/base" >/dev/null
}

# run NAME [podman options …] -- [arguments of the image …]; the exit code is the container's.
run() {
    local name=$1 options=()
    shift
    while [ "$1" != -- ]; do options+=("$1"); shift; done
    shift
    podman_ run --name "$name" --signature-policy "$work/policy.json" --pull never --no-healthcheck --network none \
        --read-only --tmpfs /tmp --cap-drop all --security-opt no-new-privileges \
        --ulimit nofile=1024:1024 --ulimit nproc=4096:4096 --volume data:/data "${options[@]}" "$image" "$@"
}

expect() { # expect CODE WHAT command …
    local code=$1 what=$2 got=0
    shift 2
    "$@" >"$work/output" 2>&1 || got=$?
    [ "$got" = "$code" ] || { cat "$work/output"; fail "$what: exit $got, expected $code"; }
    ok "$what: exit $code"
}

say "base image"
if [ "${CONTAINER_BASE:-stand-in}" = stand-in ]; then
    make_base
    build_options=(--build-arg "BASE=$base")
    ok "stand-in from debootstrap"
else
    build_options=()
    ok "the one the Dockerfile names"
fi

say "build"
build "${build_options[@]}" --tag "$image" . >"$work/build.log" 2>&1 || { tail -30 "$work/build.log"; fail build; }
ok "$(podman_ image inspect "$image" --format '{{.Size}}' | awk '{printf "%d MB with its base", $1 / 1e6}')"

say "one round, without network, on a read-only root"
expect 0 "first run" run first -- run
grep -v '^$' "$work/output" | head -40 | sed 's/^/   | /'
expect 0 "second run, nothing new" run second -- run
grep -v '^$' "$work/output" | tail -5 | sed 's/^/   | /'

say "rights"
expect 0 "runs as 10001, writes to /data alone" run rights --entrypoint python3 -- -c '
import os, pathlib
assert os.getuid() == os.getgid() == 10001, os.getuid()
for folder in ("/", "/app", "/app/config", "/opt/monitor", "/usr"):
    try:
        pathlib.Path(folder, "probe").touch()
    except OSError:
        continue
    raise SystemExit(f"{folder} is writable")
pathlib.Path("/data/probe").touch()
pathlib.Path("/data/probe").unlink()
assert list(pathlib.Path("/data/out").rglob("digest.html")), "no digest page under /data/out"
'

say "exit codes"
expect 64 "wrong usage" run usage -- run --no-such-option
expect 78 "no configuration" run configuration --env MONITOR_CONFIG=/nowhere -- run

say "daemon: health, then SIGTERM"
run daemon --detach -- serve >/dev/null
healthy() {
    podman_ exec daemon python3 -c \
        'import urllib.request as u; [u.urlopen(f"http://127.0.0.1:8765/{p}", timeout=5) for p in ("livez", "readyz", "metrics")]'
}
for _ in $(seq 60); do
    if healthy >/dev/null 2>&1; then break; fi
    sleep 0.5
done
expect 0 "/livez, /readyz and /metrics answer" healthy
mapfile -t health < <(podman_ image inspect "$image" --format '{{range .HealthCheck.Test}}{{println .}}{{end}}' | sed '/^CMD$/d;/^$/d')
[ "${#health[@]}" -gt 0 ] || fail "the image has no HEALTHCHECK"
expect 0 "HEALTHCHECK (${health[*]})" podman_ exec daemon "${health[@]}"
podman_ stop --time 45 daemon >/dev/null
code=$(podman_ wait daemon)
[ "$code" = 0 ] || { podman_ logs daemon | tail -20; fail "SIGTERM: exit $code, expected 0"; }
ok "SIGTERM drained: exit 0"

printf '\ncontainer check passed\n'
