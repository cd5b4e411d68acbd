# One image for both apps; the targets `emulator` and `monitor` differ in nothing but what they start.
FROM node:24-bookworm-slim AS base
WORKDIR /app

FROM base AS manifests
COPY package.json package-lock.json .npmrc ./

FROM manifests AS build
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
COPY nest-cli.json tsconfig.json ./
COPY libs libs
COPY apps apps
RUN npx nest build emulator && npx nest build monitor
# Whatever the umask of the checkout: the app reads them as another user.
COPY profiles profiles
COPY dialects dialects
COPY bin bin
RUN chmod -R a+rX profiles dialects bin

# Without the embedded Postgres, a development dependency, and without TypeScript, an optional peer of @nestjs/swagger.
FROM manifests AS packages
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --omit=dev --omit=optional

FROM base AS runtime
ENV NODE_ENV=production LISTEN_HOST=0.0.0.0
COPY --from=packages /app/node_modules node_modules
COPY --from=build --chmod=644 /app/package.json ./
COPY --from=build /app/dist dist
USER node
STOPSIGNAL SIGTERM

FROM runtime AS emulator
COPY --from=build /app/profiles profiles
COPY --from=build /app/dialects dialects
ENV EMULATOR_PORT=3001
EXPOSE 3001
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --start-interval=1s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.EMULATOR_PORT}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/apps/emulator/apps/emulator/src/main.js"]

FROM runtime AS monitor
COPY --from=build /app/profiles profiles
COPY --from=build /app/bin bin
ENV MONITOR_PORT=3000
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --start-interval=1s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.MONITOR_PORT}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/apps/monitor/apps/monitor/src/main.js"]
