/** The page's server on a stack that is none: for what the page does by itself. */
import type { AddressInfo } from 'node:net'
import { buildDashboard } from '../dashboard.ts'
import type { Chapter, LoadEvent, ModeInfo, SeenRequest } from '../events.ts'

export interface FakeLab {
  readonly origin: string
  /** As if the load balancer had logged them. */
  saw(requests: readonly SeenRequest[]): void
  close(): Promise<void>
}

const mode: ModeInfo = {
  ...{ name: 'memory', strategy: 'memory', policy: 'round-robin', summary: 'sessions in memory' },
  ...{ sessionLivesIn: 'replica', credential: 'cookie', asksStore: false, maxRatePerSecond: 2_000 },
}
const noLoad: LoadEvent = {
  ...{ mode: 'memory', client: 'browser', ratePerSecond: 0, replicas: 3 },
  ...{ judged: 0, mismatches: 0, causes: {}, unavailable: 0, sentPerSecond: 0 },
}

export async function startFakeLab(chapters: Readonly<Record<string, readonly Chapter[]>>): Promise<FakeLab> {
  const hosts = new Set<string>()
  const { app, saw, close } = buildDashboard({
    hosts,
    key: 'key',
    everybodyMayControl: true,
    info: { modes: [mode], users: [{ name: 'alice', password: 'x', role: 'user' }], versions: {}, maxReplicas: 6 },
    chapters,
    // Nobody listens there: to the page these replicas are silent.
    stack: {
      replicas: [1, 2, 3].map((n) => ({ name: `replica-${n}`, statusOrigin: 'http://127.0.0.1:1' })),
      hasRedis: false,
      act: async () => {},
    },
    origin: () => 'http://127.0.0.1:1',
    load: { set: () => {}, restartCount: () => {}, view: () => noLoad },
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const host = `127.0.0.1:${(app.server.address() as AddressInfo).port}`
  hosts.add(host)
  return { origin: `http://${host}`, saw, close }
}
