# One image for every replica: Node.js, the packages a replica needs, and services/. Who it is, its environment says.

FROM node:24-bookworm-slim AS packages
WORKDIR /lab
COPY package.json package-lock.json ./
# Without the optional ones: they are Node.js itself, for machines that have none.
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --omit=optional --no-audit --no-fund

FROM node:24-bookworm-slim
ENV NODE_ENV=production
# A new volume takes its owner from the folder it is mounted over.
RUN install --directory --owner=node --group=node /data /secret
WORKDIR /lab
COPY --from=packages /lab/node_modules node_modules
COPY package.json ./
COPY services services
USER node
# No shell and no npm between: node is process 1, and hears SIGTERM itself.
CMD ["node", "services/replica/main.ts"]
