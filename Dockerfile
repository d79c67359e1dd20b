# The lab in a container, installed from the lock file with its hashes: see docs/install.md.
FROM python:3.12-slim AS base
RUN apt-get update \
    && apt-get install --yes --no-install-recommends make \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --shell /bin/bash learner
USER learner

FROM base
# docker build --build-arg PIP_INDEX_URL=… for a package index of your own
ARG PIP_INDEX_URL
WORKDIR /home/learner/lab
COPY --chown=learner . .
RUN make .venv/lab && mkdir /home/learner/work
# what a learner does is in a folder of its own, for a volume
ENV PRIVACYLAB_COURSE=/home/learner/lab PRIVACYLAB_HOME=/home/learner/work
EXPOSE 8888
# every address of the container: publish the port on 127.0.0.1 only
CMD [".venv/bin/privacylab", "lab", "--no-browser", "--ip", "0.0.0.0"]
