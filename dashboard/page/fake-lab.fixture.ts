/** The page's server on a stack that is none: for what the page does by itself. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buildDashboard } from '../server/dashboard.ts'
import type { Chapter, LoadEvent, ModeInfo, SeenRequest, StackAction } from '../server/events.ts'

export interface FakeLab {
  readonly origin: string
  /** As if the load balancer had logged them. */
  saw(requests: readonly SeenRequest[]): void
  /** From now on what the buttons ask of the stack fails, or works again. */
  breakStack(isBroken: boolean): void
  /** What the controls were used for. */
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

/** @param everybodyMayControl whether the page comes with the key, which is `key` */
export async function startFakeLab(
  chapters: Readonly<Record<string, readonly Chapter[]>>,
  everybodyMayControl = true,
): Promise<FakeLab> {
  const acted: StackAction[] = []
  const hosts = new Set<string>()
  let isBroken = false
  const status = { pid: 1, cpuMicros: { user: 0, system: 0 }, memoryBytes: { rss: 0 }, modes: {} }
  const statusPages = createServer((_request, response) => response.end(JSON.stringify(status)))
  await new Promise<void>((resolve) => statusPages.listen(0, '127.0.0.1', resolve))
  const statusOrigin = `http://127.0.0.1:${(statusPages.address() as AddressInfo).port}`
  const { app, saw, close } = buildDashboard({
    hosts,
    key: 'key',
    everybodyMayControl,
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
    saw,
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
