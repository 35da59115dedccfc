FROM python:3.11-slim

RUN useradd --create-home --uid 1000 specroom
WORKDIR /srv/specroom

COPY requirements.lock ./
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock

COPY manage.py ./
COPY config config
COPY accounts accounts
COPY specs specs
COPY templates templates
COPY static static
RUN mkdir var && chown specroom var

USER specroom
ENV HOST=0.0.0.0 PORT=8000 PYTHONUNBUFFERED=1
EXPOSE 8000
VOLUME /srv/specroom/var
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s CMD ["python", "-m", "config.health"]
CMD ["python", "-m", "config.serve"]
