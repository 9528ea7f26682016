/** Runs over TLS: virtual users of either kind of load verify who answers, and are logged in as they are over plain HTTP. */

import { rootCertificates, setDefaultCACertificates } from 'node:tls'
import { expect, it } from 'vitest'
import { firstClient } from '../../analysis/report/model/report.ts'
import { type RealRun, realRun } from '../run/real-run.fixture.ts'

const short = {
  'topology.tls': true,
  trials: 1,
  clients: ['browser'],
  warmUpSeconds: 0,
  'load.durationSeconds': 0.5,
  'load.minOperations': 300,
}

function expectNobodyLost({ report, history, accessLog, failure }: RealRun): void {
  expect(failure).toBeUndefined()
  for (const [mode, of] of Object.entries(report.modes)) {
    const { checks } = firstClient(of)
    expect(checks['session-mismatch'], mode).toMatchObject({ valid: true, count: 0 })
    expect(checks['unavailable'], mode).toMatchObject({ valid: true, count: 0 })
  }
  expect(history.operations.filter(({ outcome }) => outcome === 'ok').length).toBeGreaterThan(50)
  expect(accessLog).toHaveLength(history.operations.length)
  // The same bytes on either side: those inside of TLS.
  const sum = (bytes: readonly number[]) => bytes.reduce((before, more) => before + more, 0)
  expect(sum(history.segments.map(({ bytesSent }) => bytesSent))).toBe(
    sum(accessLog.map(({ requestBytes }) => requestBytes)),
  )
}

it('as fast as the answers come, in sessions by cookie and by token, sticky ones too', async () => {
  expectNobodyLost(await realRun({ ...short, modes: ['sticky', 'redis', 'jwt'] }))
})

it('by arrival rate', async () => {
  expectNobodyLost(await realRun({ ...short, modes: ['sticky', 'redis'], 'load.ratePerSecond': 400 }))
})

it('not with somebody whom nobody trusts', async () => {
  const onStack = () => setDefaultCACertificates(rootCertificates)
  const { failure, report } = await realRun({ ...short, modes: ['jwt'] }, { onStack })
  expect(failure?.message).toMatch(/^https:\S+ shows a certificate that nobody trusts/)
  expect(report.verdict).not.toBe('pass')
})
