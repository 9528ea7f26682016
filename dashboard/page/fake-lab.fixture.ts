/** The page's server on a fake stack, for tests of the page alone. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Chapter } from '../protocol/chapter.ts'
import type { LoadEvent, ModeInfo, SeenRequest } from '../protocol/events.ts'
import type { StackAction } from '../protocol/requests.ts'
import { buildDashboard } from '../server/dashboard.ts'

export interface FakeLab {
  readonly origin: string
  /** Sends requests to the page as if they were in the access log. */
  publishRequests(requests: readonly SeenRequest[]): void
  /** Makes every action on the stack fail, or succeed again. */
  breakStack(isBroken: boolean): void
  /** The actions so far. */
  readonly acted: readonly StackAction[]
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

/** @param servesKey whether the page is served with the key, which is `key` */
export async function startFakeLab(
  chapters: Readonly<Record<string, readonly Chapter[]>>,
  servesKey = true,
): Promise<FakeLab> {
  const acted: StackAction[] = []
  const hosts = new Set<string>()
  let isBroken = false
  const status = { pid: 1, cpuMicros: { user: 0, system: 0 }, memoryBytes: { rss: 0 }, modes: {} }
  const statusPages = createServer((_request, response) => response.end(JSON.stringify(status)))
  await new Promise<void>((resolve) => statusPages.listen(0, '127.0.0.1', resolve))
  const statusOrigin = `http://127.0.0.1:${(statusPages.address() as AddressInfo).port}`
  const { app, publishRequests, close } = buildDashboard({
    hosts,
    key: 'key',
    servesKey,
    info: { modes: [mode], users: [{ name: 'alice', password: 'x', role: 'user' }], versions: {}, maxReplicas: 6 },
    chapters,
    stack: {
      replicas: [1, 2, 3].map((n) => ({ name: `replica-${n}`, statusOrigin })),
      hasRedis: false,
      act: async (action) => {
        if (isBroken) throw new Error('the stack is broken')
        acted.push(action)
      },
    },
    origin: () => 'http://127.0.0.1:1',
    load: { set: () => {}, restartCount: () => {}, view: () => noLoad },
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const host = `127.0.0.1:${(app.server.address() as AddressInfo).port}`
  hosts.add(host)
  return {
    origin: `http://${host}`,
    publishRequests,
    breakStack: (broken) => {
      isBroken = broken
    },
    acted,
    close: async () => {
      await close()
      statusPages.close()
      statusPages.closeAllConnections()
    },
  }
}
