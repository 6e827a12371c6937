# Two stages, one base: what builds is not what runs. The final image holds Python, the environment in /opt/monitor and
# the default configuration in /app; it runs as a numeric user, on a read-only root, and writes to /data alone.
ARG BASE=docker.io/library/python:3.13-slim-bookworm

FROM ${BASE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_NO_INPUT=1
WORKDIR /src
# The locks alone first: this layer is made again only when they change.
COPY requirements/run.txt requirements/build.txt requirements/
RUN python3 -m venv /opt/build \
    && /opt/build/bin/pip install --require-hashes -r requirements/build.txt \
    && python3 -m venv /opt/monitor \
    && /opt/monitor/bin/pip install --require-hashes -r requirements/run.txt
COPY pyproject.toml README.md LICENSE ./
COPY src src
RUN /opt/build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /dist . \
    && /opt/monitor/bin/pip install --no-deps --no-index --find-links /dist monitor \
    && /opt/monitor/bin/pip uninstall --yes pip \
    && python3 -m compileall -q /opt/monitor/lib

FROM ${BASE}
ENV PATH=/opt/monitor/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MONITOR_CONFIG=/app/config \
    MONITOR_VAR_DIR=/data/var \
    MONITOR_OUT_DIR=/data/out \
    MONITOR_SERVE__HOST=0.0.0.0
COPY --from=build /opt/monitor /opt/monitor
COPY config /app/config
COPY seeds /app/seeds
RUN mkdir /data && chown 10001:10001 /data
VOLUME /data
WORKDIR /data
USER 10001:10001
EXPOSE 8765
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=10s --start-period=30s --retries=3 CMD ["monitor", "doctor", "--quiet"]
ENTRYPOINT ["monitor"]
CMD ["run"]
