/** `lab up` with a stack in containers: the page behind nginx's published port, and the page's actions. */
import { afterAll, describe, expect, it, vi } from 'vitest'
import { engineFor, listLabResources } from '../stack/launchers/containers/engine.fixture.ts'
import type { Engine } from '../stack/launchers/containers/engine.ts'
import { type RunningLab, startLab } from './cli/running-lab.fixture.ts'

const found = await engineFor('up.container.test.ts')
const engine = found as Engine

describe.skipIf(!found)('lab up --launcher containers', () => {
  let lab: RunningLab | undefined
  afterAll(() => lab?.interrupt())

  it('serves the page, kills, restarts and adds replicas, and leaves nothing behind', async () => {
    lab = await startLab('up', '--launcher', 'containers', '--modes', 'memory', '--replicas', '2')
    const [page = ''] = lab.addresses
    const [, key = ''] = /name="lab-key" content="([\w-]+)"/.exec(await (await fetch(page)).text()) ?? []
    const { origin } = new URL(page)
    const act = async (action: object) => {
      const headers = { origin, 'x-lab-key': key, 'content-type': 'application/json' }
      const answer = await fetch(`${origin}/lab/api/stack`, { method: 'POST', headers, body: JSON.stringify(action) })
      expect(answer.status).toBe(204)
    }
    /** The replicas that answer ten requests without a cookie. */
    const answeringReplicas = async () => {
      const asked = Array.from({ length: 10 }, async () =>
        (await fetch(`${origin}/memory/me`)).headers.get('x-replica'),
      )
      return [...new Set(await Promise.all(asked))].sort()
    }
    const becomes = (names: readonly string[]) =>
      vi.waitFor(async () => expect(await answeringReplicas()).toEqual(names), 60_000)

    await becomes(['replica-1', 'replica-2'])
    await act({ verb: 'kill', replica: 'replica-2' })
    await becomes(['replica-1'])
    await act({ verb: 'restart', replica: 'replica-2' })
    await becomes(['replica-1', 'replica-2'])
    await act({ verb: 'add-replica' })
    await becomes(['replica-1', 'replica-2', 'replica-3'])

    const [, logs = ''] = /^logs: (.*)$/m.exec(lab.output()) ?? []
    expect(await listLabResources(engine, logs)).not.toEqual([])
    expect(await lab.interrupt()).toBe(130)
    expect(await listLabResources(engine, logs)).toEqual([])
  })
})
