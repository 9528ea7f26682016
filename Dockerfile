# One image for the replicas and for whoever measures them: Node.js, the packages that run, and the lab itself.

FROM node:24-bookworm-slim AS packages
WORKDIR /lab
COPY package.json package-lock.json ./
# Without the optional ones: they are Node.js itself, for machines that have none.
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --omit=optional --no-audit --no-fund

FROM node:24-bookworm-slim
ENV NODE_ENV=production
# A new volume takes its owner from the folder it is mounted over.
RUN install --directory --owner=node --group=node /data /secret /conf
WORKDIR /lab
COPY --from=packages /lab/node_modules node_modules
COPY . .
USER node
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --start-interval=250ms \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.LAB_PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1))"]
# No shell and no npm between: node is process 1, and hears SIGTERM itself.
CMD ["node", "services/replica/main.ts"]
