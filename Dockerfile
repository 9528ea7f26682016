# One image for the replicas and the bench: Node.js, the packages needed at run time, and the lab.

FROM node:24-bookworm-slim AS packages
WORKDIR /lab
COPY package.json package-lock.json ./
# Without optional packages: they contain Node.js, which this image has already.
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --omit=optional --no-audit --no-fund

FROM node:24-bookworm-slim
ENV NODE_ENV=production
# Docker gives a new volume the owner of the folder it is mounted on.
RUN install --directory --owner=node --group=node /data /secret /conf
WORKDIR /lab
COPY --from=packages /lab/node_modules node_modules
COPY . .
USER node
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --start-interval=250ms \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.LAB_PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1))"]
# Without shell or npm: node is process 1 and receives SIGTERM itself.
CMD ["node", "services/replica/main.ts"]
