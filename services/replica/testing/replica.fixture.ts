/** Replicas for tests: built on a temporary database file, and called without a port. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type BuildOptions, type BuiltReplica, buildApp } from '../app.ts'
import type { ReplicaConfig } from '../config/config.ts'

/** A complete configuration except for the database file; nothing in it is secret. */
export const sampleConfig: ReplicaConfig = {
  replica: 'replica-1',
  host: '127.0.0.1',
  port: 0,
  statusPort: 0,
  peerPort: 0,
  peers: undefined,
  database: ':memory:',
  redis: undefined,
  modes: { memory: 'memory' },
  secret: 'a secret that is for tests, and only for them',
  virtualUsers: { count: 0, password: '' },
  sessionTtlSeconds: 1800,
  sessionIdleSeconds: 900,
  tokenTtlSeconds: 900,
  accessTtlSeconds: 60,
  clockToleranceSeconds: 5,
  tokenKeys: [{ kid: 'hs256-1', algorithm: 'HS256' }],
  loginTolerance: { failures: 1_000_000, windowSeconds: 900 },
  trustedProxies: ['loopback'],
  secureCookies: false,
  unknownCookie: 'cleared',
  tokenCache: 0,
}

/** Replicas that share one database file. */
export interface TestReplicas {
  readonly database: string
  /** Builds a replica, which `close` closes. */
  build(config?: Partial<ReplicaConfig>, options?: BuildOptions): Promise<BuiltReplica>
  /** Connects the replicas built so far, and waits until they are synchronised. */
  join(): Promise<void>
  /** The environment of a replica process on the same database. */
  environment(replica: string, modes: Readonly<Record<string, string>>): Record<string, string>
  close(): Promise<void>
}

/** Creates a folder for replicas, which `close` removes. */
export function createTestReplicas(): TestReplicas {
  const folder = mkdtempSync(join(tmpdir(), 'lab-replica-'))
  const database = join(folder, 'lab.db')
  const built: BuiltReplica[] = []
  return {
    database,
    build: async (config, options) => {
      const replica = await buildApp({ ...sampleConfig, database, ...config }, options)
      built.push(replica)
      return replica
    },
    join: async () => {
      const channels = built.flatMap(({ peers }) => peers ?? [])
      const ports = await Promise.all(channels.map((peers) => peers.listen(sampleConfig.host, 0)))
      const members = ports.map((port, index) => ({ name: `replica-${index + 1}`, address: `127.0.0.1:${port}` }))
      for (const peers of channels) peers.setMembers(members)
      while (!channels.every((peers) => peers.hasJoined())) await sleep(5)
    },
    environment: (replica, modes) => ({
      LAB_REPLICA: replica,
      LAB_DATABASE: database,
      LAB_SECRET: sampleConfig.secret,
      LAB_MODES: JSON.stringify(modes),
    }),
    close: async () => {
      await Promise.all(built.map(({ app }) => app.close()))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
