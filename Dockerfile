FROM python:3.12-slim AS build

WORKDIR /src
COPY requirements.lock ./
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml ./
COPY bot bot
COPY handlers handlers
COPY storage storage
COPY domain domain
COPY locales locales
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation .


FROM python:3.12-slim

RUN useradd --uid 10001 --home-dir /data --no-create-home ansinh \
    && install --directory --owner=ansinh --group=ansinh --mode=0700 /data
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    ANSINH_DATABASE_URL=sqlite+aiosqlite:////data/ansinh.db \
    ANSINH_WEB_HOST=0.0.0.0
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
# An opener of its own, because a proxy set for the container would be asked for 127.0.0.1 too.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", \
    "from urllib.request import ProxyHandler, build_opener; \
    build_opener(ProxyHandler({})).open('http://127.0.0.1:8080/health', timeout=4)"]
CMD ["ansinh", "serve"]
