# firedrill in a container: docs/in-cluster.md. Any image with Node 24.12 or newer, npm, sh, grep and sleep can be its base:
#   docker build --build-arg BASE=registry.example/node:24-slim -t firedrill .
ARG BASE=node:24-slim

FROM ${BASE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
# No install scripts: nothing here needs one, and Node comes with the base.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN node_modules/.bin/tsc -p tsconfig.build.json && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM ${BASE}
WORKDIR /app
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ./
COPY bin ./bin
# Everything it writes lies in three places, so that the root can be read-only: runs in /work, locks and sockets in /state, the rest in /tmp.
RUN mkdir -m 1777 /work /state
ENV NODE_ENV=production HOME=/tmp XDG_STATE_HOME=/state
# By number: Kubernetes cannot tell from a name that it is not root.
USER 1000:1000
WORKDIR /work
ENTRYPOINT ["/app/bin/container.sh"]
CMD ["--help"]
